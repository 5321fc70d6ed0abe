import { contract } from "#contract/index.ts";
import { BOOKS_AUDIT } from "#test-servers/books-audit.ts";
import { GatewayGroup } from "./gateway-group.ts";
import { inLanes, postUntilAnswered, type PostAnswer } from "./keyed-posts.ts";
import type { PartOptions, PartReport, TortureEngine } from "./part.ts";
import { openUser, type TortureUser } from "./torture-user.ts";

const POSTS = 20;
const FULL_KEYS = 1_000;
const SHORT_KEYS = 50;
/** Keys that are posted at the same time, each on connections of its own. */
const KEYS_AT_ONCE = 8;
const KILLED_WITHIN_MS = 10_000;
/** Where the process dies that has the first request of a key in hand. */
const DEATHS = [
  "after_idempotency_claim",
  "before_request_commit",
  "after_request_commit",
] as const;

/** Posts every key twenty times at once, kills a process in the middle of first requests, and counts the batches. */
export async function tortureIdempotency(options: PartOptions): Promise<PartReport> {
  const lines: string[] = [];
  const deviations: string[] = [];
  for (const engine of options.engines) {
    const report = await tortureEngine(engine, options);
    lines.push(...report.lines);
    deviations.push(...report.deviations.map((deviation) => `${engine}: ${deviation}`));
  }
  return { part: "idempotency", lines, deviations };
}

async function tortureEngine(
  engine: TortureEngine,
  options: PartOptions,
): Promise<Pick<PartReport, "lines" | "deviations">> {
  const group = await GatewayGroup.create(engine, options);
  try {
    const isEmbedded = engine === "embedded";
    await group.add(isEmbedded ? "all" : "api");
    if (!isEmbedded) await group.add("api");
    return await new IdempotencyRun(group, engine, options).run();
  } finally {
    await group.dispose();
  }
}

class IdempotencyRun {
  readonly #group: GatewayGroup;
  readonly #engine: TortureEngine;
  readonly #keys: number;
  readonly #seed: number;
  readonly #deviations: string[] = [];

  constructor(group: GatewayGroup, engine: TortureEngine, { isShort, seed }: PartOptions) {
    this.#group = group;
    this.#engine = engine;
    this.#keys = isShort ? SHORT_KEYS : FULL_KEYS;
    this.#seed = seed;
  }

  async run(): Promise<Pick<PartReport, "lines" | "deviations">> {
    const [first] = this.#group.members;
    const user = await openUser(first?.url ?? "", `idempotency-${this.#seed}`);
    const bodies = await inLanes(this.#keys + DEATHS.length, KEYS_AT_ONCE, () => bodyOf(user));
    const started = performance.now();
    await inLanes(this.#keys, KEYS_AT_ONCE, (at) => this.#postKey(user, at, bodies[at] ?? ""));
    const seconds = (performance.now() - started) / 1_000;
    await this.#postOthers(user, bodies);
    const repeats = await this.#dieInFirstRequests(user, bodies.slice(this.#keys));
    await this.#count(user, this.#keys + DEATHS.length);
    const posts = this.#keys * POSTS;
    return {
      lines: [
        `${this.#engine}: ${this.#keys} keys × ${POSTS} posts over ${this.#group.members.length} processes in ${seconds.toFixed(1)} s ` +
          `(${Math.round(posts / seconds)}/s), ${DEATHS.length} first requests killed and repeated ${repeats} times`,
      ],
      deviations: [...this.#deviations, ...this.#group.deviations],
    };
  }

  /** Twenty posts at once, to the processes in turn: one batch, one answer, nineteen of them repetitions. */
  async #postKey(user: TortureUser, at: number, body: string): Promise<void> {
    const answers = await this.#postAll(user, keyOf(at), body);
    const fresh = answers.filter(({ isReplayed }) => !isReplayed).length;
    if (fresh !== 1) this.#deviations.push(`${keyOf(at)}: ${fresh} answers were no repetitions`);
    this.#expectOneAnswer(keyOf(at), answers);
  }

  /** Another payload on a key that is used up, again twenty at once. */
  async #postOthers(user: TortureUser, bodies: readonly string[]): Promise<void> {
    await inLanes(Math.ceil(this.#keys / 10), KEYS_AT_ONCE, async (at) => {
      const answers = await this.#postAll(user, keyOf(at), bodies[at + 1] ?? "");
      for (const { status, text } of answers) {
        if (status !== 409 || !text.includes("idempotency_key_reused"))
          this.#deviations.push(`${keyOf(at)}: another payload was answered ${status} ${text}`);
      }
    });
  }

  /** A process dies with the first request of a key in hand; whoever repeats it gets one batch, at once or soon. */
  async #dieInFirstRequests(user: TortureUser, bodies: readonly string[]): Promise<number> {
    const [first] = this.#group.members;
    if (first === undefined) throw new Error("The group has no process.");
    let repeats = 0;
    for (const [at, failPoint] of DEATHS.entries()) {
      await first.restartFor(`${failPoint}:kill#1`);
      const key = keyOf(this.#keys + at);
      const post = { path: "/v1/batches", key, body: bodies[at] ?? "", credential: user.api_key };
      const killed = first.untilKilled(KILLED_WITHIN_MS);
      const dying = postUntilAnswered(first.url, post);
      if (!(await killed)) this.#deviations.push(`${key}: nothing was killed at ${failPoint}`);
      const answers = [...(await this.#postAll(user, key, post.body)), await dying];
      await first.process.untilReady();
      this.#expectOneAnswer(`${key} (${failPoint})`, answers);
      repeats += answers.reduce((sum, answer) => sum + answer.repeats, 0);
    }
    return repeats;
  }

  #postAll(user: TortureUser, key: string, body: string): Promise<PostAnswer[]> {
    const { members } = this.#group;
    const post = { path: "/v1/batches", key, body, credential: user.api_key };
    return inLanes(POSTS, POSTS, (at) =>
      postUntilAnswered(members[at % members.length]?.url ?? "", post),
    );
  }

  #expectOneAnswer(key: string, answers: readonly PostAnswer[]): void {
    const texts = new Set(answers.map(({ status, text }) => `${status} ${text}`));
    const [only] = texts;
    if (texts.size !== 1 || only?.startsWith("201 ") !== true)
      this.#deviations.push(`${key}: ${texts.size} different answers, as ${only?.slice(0, 300)}`);
  }

  async #count(user: TortureUser, expected: number): Promise<void> {
    const batches = await user.listBatches();
    const keys = new Set(batches.map(({ metadata }) => metadata["quote"]));
    if (batches.length !== expected || keys.size !== expected)
      this.#deviations.push(`${batches.length} batches on ${keys.size} quotes, not ${expected}`);
    await this.#group.rest();
    const store = await this.#group.openStore();
    const books = await store.query<{ deviation: string }>(BOOKS_AUDIT);
    this.#deviations.push(...books.map(({ deviation }) => deviation));
    const [files] = await store.query<{ unused: number }>(
      "select count(*)::integer as unused from files where not exists (select 1 from batches where input_file_id = files.id)",
    );
    if (files?.unused !== 0) this.#deviations.push(`${files?.unused} files belong to no batch`);
    await store.close();
  }
}

const keyOf = (at: number): string => `idempotency-key-${at}`;

/** The body of a submit on a quote of its own. */
async function bodyOf(user: TortureUser): Promise<string> {
  const { items } = user;
  const { quote_id } = await user.client.call(contract.quotes.createForModel, { body: { items } });
  return JSON.stringify({ quote_id, items, metadata: { quote: quote_id } });
}
