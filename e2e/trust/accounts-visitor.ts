import type { Endpoint } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";
import type { SeededRandom } from "../torture/seeded-random.ts";
import type { MailServer } from "./mail-server.ts";

/** An answer, and how long it took. */
export interface VisitorAnswer {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
  ms: number;
}

/** What an attacker has: the public endpoints, from as many networks as wanted. */
export class Visitor {
  readonly #url: string;
  readonly #mails: MailServer;
  readonly #random: SeededRandom;

  constructor(url: string, mails: MailServer, random: SeededRandom) {
    this.#url = url;
    this.#mails = mails;
    this.#random = random;
  }

  /** An address of a network that has hardly been used yet. */
  network(): string {
    return `10.${this.#random.between(0, 255)}.${this.#random.between(0, 255)}.${this.#random.between(1, 254)}`;
  }

  /** An email address that hardly anybody has used yet. */
  email(name: string): string {
    return `${name}-${this.#random.between(100_000_000, 999_999_999)}@example.com`;
  }

  async ask(
    endpoint: Endpoint,
    body: unknown,
    {
      network = this.network(),
      headers = {},
    }: { network?: string; headers?: Record<string, string> } = {},
  ): Promise<VisitorAnswer> {
    const started = performance.now();
    const response = await fetch(this.#url + endpoint.path, {
      method: endpoint.method,
      headers: { "content-type": "application/json", "x-forwarded-for": network, ...headers },
      ...(endpoint.method === "GET" || endpoint.method === "DELETE"
        ? {}
        : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const ms = performance.now() - started;
    const parsed: unknown = text === "" ? {} : JSON.parse(text);
    // Every answer of these endpoints is an object or nothing.
    return {
      status: response.status,
      body: parsed as Record<string, unknown>,
      headers: response.headers,
      ms,
    };
  }

  /** The code of a refusal; null where there is none. */
  static codeOf({ body }: VisitorAnswer): unknown {
    const { error } = body;
    return typeof error === "object" && error !== null ? Reflect.get(error, "code") : null;
  }

  /** The token of the newest of so many mails to an address. */
  async token(email: string, count: number): Promise<string> {
    const { mail } = (await this.#mails.untilReceived(email, count)).at(-1) ?? {};
    return /token=(\w{43})/.exec(mail?.text ?? "")?.[1] ?? "";
  }

  /** A verified account: the session that verifying opened. */
  async openAccount(email: string, password: string): Promise<string> {
    await this.ask(contract.accounts.register, { agent_name: "Ada", email, password });
    const { body } = await this.ask(contract.accounts.verifyEmail, {
      token: await this.token(email, 1),
    });
    return String(body["session_token"]);
  }

  /** Whether a session token still opens the account. */
  async isOpen(session_token: string): Promise<boolean> {
    const { status } = await this.ask(contract.accounts.get, null, {
      headers: { authorization: `Bearer ${session_token}` },
    });
    return status === 200;
  }
}
