import { setTimeout as delay } from "node:timers/promises";
import { isTerminal } from "#contract/batch-states.ts";
import { contract } from "#contract/index.ts";
import { BOOKS_AUDIT } from "#test-servers/books-audit.ts";
import { GatewayGroup } from "./gateway-group.ts";
import { inLanes, postUntilAnswered, type PostAnswer } from "./keyed-posts.ts";
import type { PartOptions, PartReport } from "./part.ts";
import { SeededRandom } from "./seeded-random.ts";
import type { Store } from "./store.ts";
import { openUser, type TortureUser } from "./torture-user.ts";

const FULL_RACES = 1_000;
const SHORT_RACES = 50;
const SUBMITS = 4;
const AT_ONCE = 8;
/** Quotes end one after the other, so far apart. */
const END_EVERY_MS = 60;
/** Until the first one ends: the embedded gateway is started again meanwhile. */
const FIRST_END_MS = 12_000;
/** So long before its quote's end is a submit sent at first, and at most; it grows and shrinks with who wins. */
const FIRST_LEAD_MS = 60;
const MOST_LEAD_MS = 4_000;
const LOOK_EVERY_MS = 300;

/** Races submits on one quote against each other, and against the quote's end, and cancels what was accepted. */
export async function tortureRaces(options: PartOptions): Promise<PartReport> {
  const lines: string[] = [];
  const deviations: string[] = [];
  for (const engine of options.engines) {
    const group = await GatewayGroup.create(engine, options);
    try {
      for (const role of engine === "embedded"
        ? (["all"] as const)
        : (["api", "api", "worker"] as const))
        await group.add(role);
      const report = await new RacesRun(group, options).run();
      lines.push(...report.lines.map((line) => `${engine}: ${line}`));
      deviations.push(...report.deviations.map((deviation) => `${engine}: ${deviation}`));
    } finally {
      await group.dispose();
    }
  }
  return { part: "races", lines, deviations };
}

class RacesRun {
  readonly #group: GatewayGroup;
  readonly #races: number;
  readonly #seed: number;
  readonly #random: SeededRandom;
  readonly #deviations: string[] = [];
  #submits = 0;
  #cancels = 0;
  #leadMs = FIRST_LEAD_MS;

  constructor(group: GatewayGroup, { isShort, seed }: PartOptions) {
    this.#group = group;
    this.#races = isShort ? SHORT_RACES : FULL_RACES;
    this.#seed = seed;
    this.#random = new SeededRandom(seed, "races");
  }

  async run(): Promise<Pick<PartReport, "lines" | "deviations">> {
    const user = await openUser(this.#group.members[0]?.url ?? "", `races-${this.#seed}`);
    const again = await inLanes(this.#races, AT_ONCE, (at) => this.#raceEachOther(user, at));
    const quotes = await inLanes(this.#races, AT_ONCE, () => lockQuote(user));
    const endsAt = await this.#spreadEnds(quotes);
    const ended = await Promise.all(
      quotes.map((quote_id, at) => this.#raceEnd(user, quote_id, endsAt + at * END_EVERY_MS)),
    );
    await untilAllEnded(user);
    await this.#audit(again.length + ended.filter((isAccepted) => isAccepted).length);
    const accepted = ended.filter((isAccepted) => isAccepted).length;
    if (accepted === 0 || accepted === ended.length)
      this.#deviations.push(
        `${accepted} of ${ended.length} won against their quote's end: no race`,
      );
    return {
      lines: [
        `${again.length} races of ${SUBMITS} submits on one quote: one accepted each, ${this.#cancels} cancelled at once`,
        `${ended.length} races of submits against the quote's end: ${accepted} accepted, ${ended.length - accepted} expired`,
      ],
      deviations: [...this.#deviations, ...this.#group.deviations],
    };
  }

  async #raceEachOther(user: TortureUser, at: number): Promise<void> {
    const quote_id = await lockQuote(user);
    const answers = await inLanes(SUBMITS, SUBMITS, () => this.#submit(user, quote_id));
    const accepted = answers.filter(({ status }) => status === 201);
    this.#expectRefusals(quote_id, answers, ["quote_used"]);
    if (accepted.length !== 1)
      this.#deviations.push(`${accepted.length} submits were accepted on ${quote_id}`);
    if (at % 3 === 0) await this.#cancel(user, accepted[0]);
  }

  /** Right after its acceptance, when the workers have begun it or not. */
  async #cancel({ client }: TortureUser, accepted: PostAnswer | undefined): Promise<void> {
    if (accepted === undefined) return;
    const id: Parameters<typeof client.call<typeof contract.batches.cancel>>[1]["params"]["id"] =
      JSON.parse(accepted.text).batch.id;
    await client
      .call(contract.batches.cancel, { params: { id } })
      .then(() => void (this.#cancels += 1))
      .catch((error: { code?: string }) => {
        if (error.code !== "batch_terminal")
          this.#deviations.push(`cancelling ${id}: ${error.code}`);
      });
  }

  /** Two submits around the moment at which the quote ends; whether one was accepted. */
  async #raceEnd(user: TortureUser, quote_id: string, endsAtMs: number): Promise<boolean> {
    const answers = await Promise.all(
      [0, 1].map(async () => {
        await delay(Math.max(0, endsAtMs - MOST_LEAD_MS - Date.now()));
        const leadMs = this.#leadMs * (0.5 + this.#random.next());
        await delay(Math.max(0, endsAtMs - leadMs - Date.now()));
        return this.#submit(user, quote_id);
      }),
    );
    this.#expectRefusals(quote_id, answers, ["quote_used", "quote_expired"]);
    const accepted = answers.filter(({ status }) => status === 201).length;
    if (accepted > 1) this.#deviations.push(`${accepted} submits were accepted on ${quote_id}`);
    const isOnlyUsed = answers.every(({ text }) => text.includes("quote_used"));
    if (isOnlyUsed) this.#deviations.push(`${quote_id} is used and no submit was accepted on it`);
    // How long a request takes to arrive depends on the machine: half of the races are to be won.
    this.#leadMs = Math.min(this.#leadMs * (accepted === 1 ? 0.8 : 1.25), MOST_LEAD_MS);
    return accepted === 1;
  }

  #submit({ items, api_key }: TortureUser, quote_id: string): Promise<PostAnswer> {
    const { members } = this.#group;
    const apis = members.length === 1 ? members : members.slice(0, -1);
    this.#submits += 1;
    return postUntilAnswered(apis[this.#submits % apis.length]?.url ?? "", {
      path: "/v1/batches",
      key: `race-key-${this.#submits}`,
      body: JSON.stringify({ quote_id, items }),
      credential: api_key,
    });
  }

  #expectRefusals(
    quote_id: string,
    answers: readonly PostAnswer[],
    codes: readonly string[],
  ): void {
    for (const { status, text } of answers) {
      if (status === 201 || codes.some((code) => text.includes(`"${code}"`))) continue;
      this.#deviations.push(`${quote_id}: ${status} ${text.slice(0, 300)}`);
    }
  }

  /** Has the quotes end one after the other from a moment on, in milliseconds of Unix time, which comes back. */
  async #spreadEnds(quotes: readonly string[]): Promise<number> {
    const isEmbedded = this.#group.databasePort === null;
    if (isEmbedded) await this.#group.rest();
    const store = await this.#group.openStore();
    const firstMs = Date.now() + FIRST_END_MS;
    await store.query(`
      update quotes set expires_at = to_timestamp(${firstMs} / 1000.0) + (place - 1) * interval '${END_EVERY_MS} milliseconds'
      from unnest(array[${quotes.map((id) => `'${id}'`).join()}]) with ordinality as ending (quote_id, place)
      where id = quote_id`);
    await store.close();
    if (isEmbedded) await this.#group.resume();
    return firstMs;
  }

  async #audit(batches: number): Promise<void> {
    await this.#group.rest();
    const store: Store = await this.#group.openStore();
    const books = await store.query<{ deviation: string }>(BOOKS_AUDIT);
    this.#deviations.push(...books.map(({ deviation }) => deviation));
    const [count] = await store.query<{ batches: number; unused: number; reserved: string }>(`
      select (select count(*)::integer from batches) as batches,
        (select count(*)::integer from files where not exists (select 1 from batches where input_file_id = files.id)) as unused,
        (select sum(reserved_micros)::text from orgs) as reserved`);
    if (count?.batches !== batches)
      this.#deviations.push(`${count?.batches} batches are there, ${batches} were accepted`);
    if (count?.unused !== 0) this.#deviations.push(`${count?.unused} files belong to no batch`);
    if (count?.reserved !== "0") this.#deviations.push(`${count?.reserved} are still reserved`);
    await store.close();
  }
}

async function lockQuote({ client, items }: TortureUser): Promise<string> {
  return (await client.call(contract.quotes.createForModel, { body: { items } })).quote_id;
}

async function untilAllEnded(user: TortureUser): Promise<void> {
  while ((await user.listBatches()).some(({ status }) => !isTerminal(status)))
    await delay(LOOK_EVERY_MS);
}
