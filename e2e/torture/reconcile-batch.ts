import { isTerminal } from "#contract/batch-states.ts";
import type { LedgerEntry } from "#contract/accounts.ts";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { toMicros } from "#contract/primitives.ts";
import type { CarefulClient } from "./careful-client.ts";
import { Findings } from "./findings.ts";
import { checkBill, checkLedger } from "./reconcile-bill.ts";
import {
  checkItems,
  countIds,
  listResults,
  readFiles,
  type ResultFiles,
} from "./reconcile-items.ts";
import type { WebhookReceiver } from "./webhook-receiver.ts";
import type { Submission } from "./workload.ts";

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
  const files = await readFiles(client, batch, found);
  checkItems(found, submission, batch, { rows, files });
  checkBill(found, submission, batch, { receipt, rows });
  const entries = sources.ledger.filter((entry) => entry.batch_id === id);
  const settlements = checkLedger(found, receipt, entries);
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

/** One event, told well at least once, that says the same as the batch. */
async function checkEvent(
  found: Findings,
  { client, receiver }: ReconcileSources,
  { hasWebhook }: Submission,
  { batch, files }: { batch: Batch; files: ResultFiles },
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
