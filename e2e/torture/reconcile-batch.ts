import { isTerminal } from "#contract/batch-states.ts";
import { type Batch, type BillingReceipt, ResultRow } from "#contract/batches.ts";
import type { LedgerEntry } from "#contract/accounts.ts";
import { contract } from "#contract/index.ts";
import { toMicros } from "#contract/primitives.ts";
import { FEE_BASIS_POINTS } from "#contract/quotes.ts";
import type { CarefulClient } from "./careful-client.ts";
import { allPages } from "./pages.ts";
import type { WebhookReceiver } from "./webhook-receiver.ts";
import type { Submission } from "./workload.ts";

const NOT_DONE = new Set(["batch_cancelled", "batch_expired", "batch_failed"]);
const WHOLE_IN_BASIS_POINTS = 10_000n;

/** What was found of one batch, each item and each cent counted. */
export interface ReconciledBatch {
  id: Batch["id"];
  status: Batch["status"];
  items: number;
  lost: number;
  twice: number;
  /** Settlements beyond the first. */
  chargedAgain: number;
  charged_micros: bigint;
  deviations: string[];
}

export interface ReconcileSources {
  client: CarefulClient;
  receiver: WebhookReceiver;
  ledger: readonly LedgerEntry[];
}

/** Holds one batch against what its user submitted: its items, its files, its bill, its ledger entries, its event. */
export async function reconcileBatch(
  sources: ReconcileSources,
  submission: Submission,
  id: Batch["id"],
): Promise<ReconciledBatch> {
  const { client } = sources;
  const batch = await client.call(contract.batches.get, { params: { id } });
  const receipt = await client.call(contract.batches.billingReceipt, { params: { id } });
  const rows = await listResults(client, id);
  const found = new Findings(
    `${id} (${submission.key}, ${submission.shape.name}, ${batch.status})`,
  );
  found.check(isTerminal(batch.status), "has not ended");
  const files = await readFiles(sources, batch, found);
  checkItems(found, submission, batch, { rows, files });
  checkBill(found, submission, batch, { receipt, rows });
  const settlements = checkLedger(found, receipt, entriesOf(sources.ledger, id));
  await checkEvent(found, sources, submission, { batch, files });
  const times = countIds([...files.output, ...files.errors]);
  return {
    id,
    status: batch.status,
    items: submission.shape.ids.length,
    lost: submission.shape.ids.filter((item) => !times.has(item)).length,
    twice: [...times.values()].filter((count) => count > 1).length,
    chargedAgain: Math.max(0, settlements - 1),
    charged_micros: toMicros(batch.cost),
    deviations: found.deviations,
  };
}

/** Collects what does not hold, with the name of its batch. */
class Findings {
  readonly deviations: string[] = [];
  readonly #batch: string;

  constructor(batch: string) {
    this.#batch = batch;
  }

  check(holds: boolean, sentence: string): void {
    if (!holds) this.deviations.push(`${this.#batch} ${sentence}`);
  }
}

/** The rows of both files, as anyone reads them who follows the links. */
interface Files {
  output: ResultRow[];
  errors: ResultRow[];
  texts: { output: string | null; errors: string | null };
}

async function readFiles(
  { client }: ReconcileSources,
  batch: Batch,
  found: Findings,
): Promise<Files> {
  const texts = { output: null, errors: null } as Files["texts"];
  for (const kind of ["output", "errors"] as const) {
    const link = kind === "output" ? batch.output_file_url : batch.error_file_url;
    if (link === null) continue;
    texts[kind] = await client.download(link);
    const query = { params: { id: batch.id }, query: { kind } };
    const { url } = await client.call(contract.batches.artifactUrl, query);
    found.check((await client.download(url)) === texts[kind], `has two ${kind} files`);
  }
  return { output: rowsOf(texts.output), errors: rowsOf(texts.errors), texts };
}

function rowsOf(text: string | null): ResultRow[] {
  const lines = (text ?? "").split("\n").filter((line) => line !== "");
  return lines.map((line) => ResultRow.parse(JSON.parse(line)));
}

function listResults(client: CarefulClient, id: Batch["id"]): Promise<ResultRow[]> {
  return allPages((cursor) =>
    client.call(contract.batches.results, {
      params: { id },
      query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) },
    }),
  );
}

function checkItems(
  found: Findings,
  { shape }: Submission,
  batch: Batch,
  { rows, files }: { rows: readonly ResultRow[]; files: Files },
): void {
  const inFiles = new Map(
    [...files.output, ...files.errors].map((row) => [row.customer_item_id, JSON.stringify(row)]),
  );
  const idsOf = (list: readonly ResultRow[]): string[] => list.map((row) => row.customer_item_id);
  const times = countIds([...files.output, ...files.errors]);
  found.check(
    shape.ids.every((id) => times.get(id) === 1) && times.size === shape.ids.length,
    `does not have each item once over both files: ${times.size} of ${shape.ids.length}`,
  );
  found.check(isInOrder(shape.ids, idsOf(files.output)), "has an output file out of order");
  found.check(isInOrder(shape.ids, idsOf(files.errors)), "has an error file out of order");
  found.check(
    idsOf(rows).join() === shape.ids.join(),
    "lists other results than its items in order",
  );
  found.check(
    rows.every((row) => inFiles.get(row.customer_item_id) === JSON.stringify(row)),
    "lists results that differ from its files",
  );
  const notDone = files.errors.filter((row) => NOT_DONE.has(row.error?.code ?? "")).length;
  const { completed, failed, cancelled, total } = batch.counts;
  const counted = [files.output.length, files.errors.length - notDone, notDone, shape.ids.length];
  found.check(
    counted.join() === [completed, failed, cancelled, total].join(),
    `counts ${[completed, failed, cancelled, total].join(", ")}; its files have ${counted.join(", ")}`,
  );
}

function checkBill(
  found: Findings,
  submission: Submission,
  batch: Batch,
  { receipt, rows }: { receipt: BillingReceipt; rows: readonly ResultRow[] },
): void {
  const [subtotal, fee, total, reserved] = [
    receipt.provider_subtotal,
    receipt.service_fee,
    receipt.total,
    receipt.reserved,
  ].map(toMicros) as [bigint, bigint, bigint, bigint]; // one for each of the four above
  const ofRows = rows.reduce(
    (sum, row) => sum + (row.batchrouter ? toMicros(row.batchrouter.cost) : 0n),
    0n,
  );
  const points = BigInt(FEE_BASIS_POINTS.model);
  const expectedFee = (ofRows * points + WHOLE_IN_BASIS_POINTS - 1n) / WHOLE_IN_BASIS_POINTS;
  const isAtCeiling = ofRows + expectedFee > reserved && total === reserved;
  found.check(
    isAtCeiling || (subtotal === ofRows && fee === expectedFee),
    `is billed ${subtotal} and ${fee}; its rows cost ${ofRows} and the fee on them is ${expectedFee}`,
  );
  found.check(
    subtotal + fee === total && total === toMicros(batch.cost),
    "has a bill that does not add up",
  );
  found.check(total <= reserved, `is charged ${total}, more than the ${reserved} reserved`);
  found.check(
    reserved <= submission.quoted_micros,
    `reserved ${reserved} on a quote of ${submission.quoted_micros}`,
  );
}

function entriesOf(ledger: readonly LedgerEntry[], id: Batch["id"]): LedgerEntry[] {
  return ledger.filter((entry) => entry.batch_id === id);
}

/** One reservation, one settlement, and back what was not used; gives the number of settlements. */
function checkLedger(
  found: Findings,
  receipt: BillingReceipt,
  entries: readonly LedgerEntry[],
): number {
  const of = (kind: LedgerEntry["kind"]): bigint[] =>
    entries.filter((entry) => entry.kind === kind).map((entry) => toMicros(entry.reserved_change));
  const [reserve, settle, release] = [of("reserve"), of("settle"), of("release")];
  const [reserved, total] = [toMicros(receipt.reserved), toMicros(receipt.total)];
  found.check(
    reserve.length === 1 && reserve[0] === reserved,
    `has the reservations ${reserve.join()}`,
  );
  found.check(settle.length === 1 && settle[0] === -total, `has the settlements ${settle.join()}`);
  const back = reserved - total;
  const expected = back > 0n ? [-back] : [];
  found.check(release.join() === expected.join(), `has the releases ${release.join()}`);
  return settle.length;
}

async function checkEvent(
  found: Findings,
  { client, receiver }: ReconcileSources,
  { hasWebhook }: Submission,
  { batch, files }: { batch: Batch; files: Files },
): Promise<void> {
  const events = receiver.eventsOf(batch.id);
  if (!hasWebhook) {
    found.check(events.length === 0, "has no webhook and an event came");
    return;
  }
  const [event] = events;
  found.check(events.length === 1, `has ${events.length} events instead of one`);
  if (event === undefined) return;
  found.check(event.type === `batch.${batch.status}`, `was told of as ${event.type}`);
  found.check(event.accepted > 0, `was never told of well, in ${event.arrivals} arrivals`);
  const told = JSON.parse(event.body) as Record<string, unknown>; // the receiver has checked that it is an object
  const links = { output: told["output_file_url"], errors: told["error_file_url"] };
  for (const kind of ["output", "errors"] as const) {
    const link = links[kind];
    const text = typeof link === "string" ? await client.download(link) : null;
    found.check(text === files.texts[kind], `told of another ${kind} file than it has`);
  }
}

function countIds(rows: readonly ResultRow[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { customer_item_id: id } of rows) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
}

/** Whether the second list has its ids in the order of the first. */
function isInOrder(all: readonly string[], some: readonly string[]): boolean {
  const places = new Map(all.map((id, at) => [id, at]));
  return some.every(
    (id, at) => at === 0 || (places.get(some[at - 1] ?? "") ?? -1) < (places.get(id) ?? -1),
  );
}
