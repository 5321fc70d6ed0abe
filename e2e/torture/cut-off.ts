import { setTimeout as delay } from "node:timers/promises";
import type { Batch } from "#contract/batches.ts";
import { BOOKS_AUDIT } from "#test-servers/books-audit.ts";
import { findDoubles, recordsOf } from "./batch-records.ts";
import { CutOffApiRun } from "./cut-off-api.ts";
import { GatewayGroup } from "./gateway-group.ts";
import { HeldLine } from "./held-line.ts";
import { inLanes } from "./keyed-posts.ts";
import type { PartOptions, PartReport } from "./part.ts";
import { standStill, STANDSTILL_MS, StandstillRun } from "./standstill.ts";
import type { Store } from "./store.ts";
import { openUser, smallItems, type TortureUser } from "./torture-user.ts";

const ITEMS = 40;
/** Each unit of one item takes this long, so that the worker is met in the middle. */
const ITEM_MS = 60;
/** Each run waits most of its time for a lease to run out. */
const AT_ONCE = 2;
const LOST_WITHIN_MS = 60_000;

/** One way to lose a worker for longer than its lease. */
interface Loss {
  name: string;
  /** What the worker is about to send when its line is cut, the bytes held back; null: it stands still instead. */
  cutsAt: (() => (sent: string) => boolean) | null;
  isInShort: boolean;
}

const LOSSES: readonly Loss[] = [
  {
    name: "the commit of a unit is on its way",
    cutsAt: () => commitAfter("insert into route_receipts"),
    isInShort: true,
  },
  { name: "the process stands still", cutsAt: null, isInShort: true },
  {
    name: "the end of a unit's job is on its way",
    cutsAt: () => seen("delete from jobs"),
    isInShort: false,
  },
  {
    name: "the beginning of a unit is on its way",
    cutsAt: () => seen("update batch_units set status = 'running'"),
    isInShort: false,
  },
  {
    name: "a unit's receipts are on their way",
    cutsAt: () => seen("insert into route_receipts"),
    isInShort: false,
  },
  {
    name: "the commit of the bill is on its way",
    cutsAt: () => commitAfter("set charged_micros", "charged_micros ="),
    isInShort: false,
  },
];

/** A statement, wherever it is sent. */
function seen(text: string): (sent: string) => boolean {
  return (sent) => sent.includes(text);
}

/** The commit that follows a statement with one of these texts. */
function commitAfter(...texts: readonly string[]): (sent: string) => boolean {
  let isNear = false;
  return (sent) => {
    if (texts.some((text) => sent.includes(text))) isNear = true;
    return isNear && /commit\0/i.test(sent);
  };
}

/**
 * Cuts a worker off from PostgreSQL for longer than its lease, lets another one end its batch, lets the first one back,
 * and compares everything that can be read of the batch before and after. Each loss has processes and a server of its own.
 */
export async function tortureCutOff(options: PartOptions): Promise<PartReport> {
  const lines: string[] = [];
  const deviations: string[] = [];
  const runs = runsOf(options);
  await inLanes(runs.length, AT_ONCE, async (at) => {
    const run = runs[at];
    if (run === undefined) return;
    const found = await run.run().catch((error: unknown) => [String(error)]);
    lines.push(`${run.name}: ${run.summary}`);
    deviations.push(...found.map((deviation) => `${run.name}: ${deviation}`));
  });
  return { part: "cut-off", lines, deviations };
}

interface Run {
  name: string;
  summary: string;
  run(): Promise<string[]>;
}

function runsOf(options: PartOptions): Run[] {
  const { engines, isShort } = options;
  const losses = LOSSES.filter(({ isInShort }) => isInShort || !isShort);
  return [
    ...(engines.includes("embedded") ? [new StandstillRun(options)] : []),
    ...(engines.includes("postgres")
      ? [new CutOffApiRun(options), ...losses.map((loss) => new CutOffRun(loss, options))]
      : []),
  ];
}

class CutOffRun {
  readonly name: string;
  readonly #loss: Loss;
  readonly #options: PartOptions;
  readonly #deviations: string[] = [];
  summary = "nothing came of it";

  constructor(loss: Loss, options: PartOptions) {
    this.name = loss.name;
    this.#loss = loss;
    this.#options = options;
  }

  async run(): Promise<string[]> {
    const group = await GatewayGroup.create("postgres", this.#options);
    const line = await HeldLine.start(group.databasePort ?? 0);
    try {
      await this.#lose(group, line);
      return [...this.#deviations, ...group.deviations];
    } finally {
      await group.dispose();
      await line.stop();
    }
  }

  async #lose(group: GatewayGroup, line: HeldLine): Promise<void> {
    const api = await group.add("api");
    const worker = await group.add("worker", line.port);
    const user = await openUser(api.url, `cut-off-${this.#options.seed}`);
    const store = await group.openStore();
    const lost = this.#loss.cutsAt && line.cutAt(this.#loss.cutsAt());
    const batch = await user.submit(smallItems(ITEMS, ITEM_MS));
    if (lost !== null) await within(LOST_WITHIN_MS, lost);
    else await standStill(user, batch, worker);
    const lostAt = performance.now();
    const successor = await group.add("worker");
    const ended = await user.untilEnded(batch);
    const endedMs = performance.now() - lostAt;
    if (lost === null) await delay(Math.max(0, STANDSTILL_MS - endedMs));
    const before = await recordsOf(store, ended.id);
    await successor.process.rest();
    if (lost === null) worker.process.goOn();
    else line.mend();
    // Once it has ended another batch, what it held back has been tried.
    const after = await user.untilEnded(await user.submit(smallItems(3)));
    await this.#judge(user, store, { ended, after, before });
    await store.close();
    this.summary = `a successor ended the batch ${(endedMs / 1_000).toFixed(1)} s after the cut; the late writes changed nothing`;
  }

  async #judge(
    user: TortureUser,
    store: Store,
    { ended, after, before }: { ended: Batch; after: Batch; before: string },
  ): Promise<void> {
    if ((await recordsOf(store, ended.id)) !== before)
      this.#deviations.push(`${ended.id} changed after its end`);
    for (const batch of [ended, after]) {
      const { id, status, counts } = batch;
      if (status !== "completed" || counts.completed !== counts.total)
        this.#deviations.push(`${id} is ${status} with ${counts.completed} of ${counts.total}`);
      this.#deviations.push(...(await findDoubles(user, store, batch)));
    }
    const books = await store.query<{ deviation: string }>(BOOKS_AUDIT);
    this.#deviations.push(...books.map(({ deviation }) => deviation));
  }
}

/** Throws when it takes longer. */
async function within(longestMs: number, event: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const late = delay(longestMs, "late", { signal: timer.signal }).catch(() => undefined);
  const first = await Promise.race([event, late]);
  timer.abort();
  if (first === "late") throw new Error(`The line was not cut within ${longestMs} ms.`);
}
