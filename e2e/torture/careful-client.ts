import { setTimeout as delay } from "node:timers/promises";
import { ApiError, createClient, type Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import type { Endpoint, EndpointInput, EndpointOutput } from "#contract/endpoint.ts";

const ANSWER_WITHIN_MS = 15_000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1_500;

/** Answers that say "not now": worth the same request again. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  return error.status === null || error.status === 429 || error.status >= 500;
}

/** A user who repeats what got no answer, with the same Idempotency-Key, until there is one or the run gives up. */
export class CarefulClient {
  readonly #client: Client;
  readonly #signal: AbortSignal;
  readonly #serverErrors: string[] = [];
  retries = 0;

  constructor(client: Client, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** Answers of 500: our own failures, which no kill of a process excuses. */
  get serverErrors(): readonly string[] {
    return this.#serverErrors;
  }

  /** The answer; throws `ApiError` for one that a repetition would not change. */
  async call<E extends Endpoint>(
    endpoint: E,
    input: EndpointInput<E>,
    idempotencyKey?: string,
  ): Promise<EndpointOutput<E>> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        return await this.callOnce(endpoint, input, idempotencyKey);
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!isPassing(error)) throw error;
        this.retries += 1;
        await delay(waitMs, undefined, { signal: this.#signal });
      }
    }
  }

  /** One request, repeated by nobody. */
  async callOnce<E extends Endpoint>(
    endpoint: E,
    input: EndpointInput<E>,
    idempotencyKey?: string,
  ): Promise<EndpointOutput<E>> {
    try {
      const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
      const key = idempotencyKey === undefined ? {} : { idempotencyKey };
      return await this.#client.call(endpoint, input, { signal, ...key });
    } catch (error) {
      if (error instanceof ApiError && error.status === 500)
        this.#serverErrors.push(`${endpoint.method} ${endpoint.path} → 500 (${error.request_id})`);
      throw error;
    }
  }

  /** The bytes behind a link. */
  async download(url: string): Promise<string> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      const text = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).then(
        (response) => (response.ok ? response.text() : undefined),
        () => undefined,
      );
      if (text !== undefined) return text;
      this.#signal.throwIfAborted();
      await delay(waitMs, undefined, { signal: this.#signal });
    }
  }
}

/** Registers an account with credits for the whole run, and gives the client of its API key. */
export async function openAccount(
  baseUrl: string,
  name: string,
  signal: AbortSignal,
): Promise<CarefulClient> {
  const stranger = createClient({ baseUrl });
  const email = `${name}@example.com`;
  await stranger.call(contract.accounts.register, {
    body: { agent_name: name, email, password: `password of ${name}` },
  });
  const mails = await stranger.call(contract.local.listMails, { query: { to: email } });
  const token = mails.data.find((mail) => mail.token !== null)?.token ?? "";
  const { session_token } = await stranger.call(contract.accounts.verifyEmail, { body: { token } });
  const session = createClient({ baseUrl, credential: () => session_token });
  await session.call(contract.local.addCredits, {
    body: { amount: { currency: "usd", amount: "500.000000" } },
  });
  const { api_key } = await session.call(contract.apiKeys.create, { body: { label: name } });
  const client = createClient({ baseUrl, credential: () => api_key });
  return new CarefulClient(client, signal);
}
