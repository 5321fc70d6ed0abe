import { setTimeout as delay } from "node:timers/promises";
import type { Batch } from "#contract/batches.ts";
import { isTerminal } from "#contract/batch-states.ts";
import { contract } from "#contract/index.ts";
import { BOOKS_AUDIT } from "../../src/test-servers/books-audit.ts";
import { GatewayGroup, type GroupMember } from "./gateway-group.ts";
import { HeldLine } from "./held-line.ts";
import type { PartOptions, PartReport } from "./part.ts";
import type { Store } from "./store.ts";
import { openUser, smallItems, type TortureUser } from "./torture-user.ts";

const ITEMS = 40;
/** Each unit of one item takes this long, so that the worker is met in the middle. */
const ITEM_MS = 60;
const ENDED_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 100;
/** Longer than a lease of ten seconds. */
const STANDSTILL_MS = 15_000;

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
  if (!options.engines.includes("postgres"))
    return { part: "cut-off", lines: ["The embedded engine has no line to cut."], deviations };
  const losses = LOSSES.filter(({ isInShort }) => isInShort || !options.isShort);
  await Promise.all(
    losses.map(async (loss) => {
      const run = new CutOffRun(loss, options);
      const found = await run.run().catch((error: unknown) => [String(error)]);
      lines.push(`${loss.name}: ${run.summary}`);
      deviations.push(...found.map((deviation) => `${loss.name}: ${deviation}`));
    }),
  );
  return { part: "cut-off", lines, deviations };
}

class CutOffRun {
  readonly #loss: Loss;
  readonly #options: PartOptions;
  readonly #deviations: string[] = [];
  summary = "nothing came of it";

  constructor(loss: Loss, options: PartOptions) {
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
    const batch = await submit(user, smallItems(ITEMS, ITEM_MS));
    if (lost !== null) await lost;
    else await standStill(user, batch, worker);
    const lostAt = performance.now();
    const successor = await group.add("worker");
    const ended = await untilEnded(user, batch);
    const endedMs = performance.now() - lostAt;
    if (lost === null) await delay(Math.max(0, STANDSTILL_MS - endedMs));
    const before = await recordsOf(store, ended.id);
    await successor.process.rest();
    if (lost === null) worker.process.goOn();
    else line.mend();
    // Once it has ended another batch, what it held back has been tried.
    const after = await untilEnded(user, await submit(user, smallItems(3)));
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
    for (const { id, status, counts } of [ended, after]) {
      if (status !== "completed" || counts.completed !== counts.total)
        this.#deviations.push(`${id} is ${status} with ${counts.completed} of ${counts.total}`);
      await this.#expectOnce(user, store, id);
    }
    const books = await store.query<{ deviation: string }>(BOOKS_AUDIT);
    this.#deviations.push(...books.map(({ deviation }) => deviation));
  }

  /** Each item once in the results, one receipt a unit and rung, one settlement. */
  async #expectOnce({ client }: TortureUser, store: Store, id: Batch["id"]): Promise<void> {
    const { data } = await client.call(contract.batches.results, {
      params: { id },
      query: { limit: 100 },
    });
    const places = data.map((row) => Number(row.id.split("-").at(-1)));
    if (places.some((place, at) => place !== at))
      this.#deviations.push(`${id} has the results ${places.join()}`);
    const doubled = await store.query<{ what: string }>(`
      select 'unit ' || unit || ' has ' || count(*) || ' receipts on rung ' || rung as what
      from route_receipts where batch_id = '${id}' group by unit, rung having count(*) > 1
      union all
      select count(*) || ' settlements' from ledger_entries where batch_id = '${id}' and kind = 'settle' having count(*) <> 1`);
    this.#deviations.push(...doubled.map(({ what }) => `${id}: ${what}`));
  }
}

async function submit({ client }: TortureUser, items: Record<string, unknown>[]) {
  const { quote_id } = await client.call(contract.quotes.createForModel, { body: { items } });
  const { batch } = await client.call(
    contract.batches.create,
    { body: { quote_id, items } },
    { idempotencyKey: `on-${quote_id}` },
  );
  return batch.id;
}

async function standStill(user: TortureUser, id: Batch["id"], worker: GroupMember): Promise<void> {
  await until(user, id, ({ counts }) => counts.completed > 2);
  worker.process.standStill();
}

const untilEnded = (user: TortureUser, id: Batch["id"]): Promise<Batch> =>
  until(user, id, ({ status }) => isTerminal(status));

async function until(
  { client }: TortureUser,
  id: Batch["id"],
  isWanted: (batch: Batch) => boolean,
): Promise<Batch> {
  const giveUpAt = Date.now() + ENDED_WITHIN_MS;
  for (;;) {
    const batch = await client.call(contract.batches.get, { params: { id } });
    if (isWanted(batch)) return batch;
    if (Date.now() > giveUpAt)
      throw new Error(`${id} is still ${batch.status} with ${batch.counts.completed} done`);
    await delay(LOOK_EVERY_MS);
  }
}

/** Every row of a batch, as text. */
async function recordsOf(store: Store, id: Batch["id"]): Promise<string> {
  const rows = await store.query<{ row: string }>(`
    select row from (
      select batches::text as row from batches where id = '${id}'
      union all select batch_units::text from batch_units where batch_id = '${id}'
      union all select batch_lanes::text from batch_lanes where batch_id = '${id}'
      union all select batch_events::text from batch_events where batch_id = '${id}'
      union all select route_receipts::text from route_receipts where batch_id = '${id}'
      union all select ledger_entries::text from ledger_entries where batch_id = '${id}'
    ) as rows order by row`);
  return rows.map(({ row }) => row).join("\n");
}
