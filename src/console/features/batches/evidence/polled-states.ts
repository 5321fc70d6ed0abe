import { BATCH_STATUSES, type BatchStatus } from "#contract/batch-states.ts";
import type { Exchange } from "#contract/client.ts";
import { isRecord } from "#contract/manifest/prompt.ts";

/** What one poll of this tab saw of a batch. */
export interface PolledState {
  /** The call's number in the ledger. */
  number: number;
  /** When the answer was there, by this browser's clock. */
  atMs: number;
  status: BatchStatus;
  /** Items that were over and done with. */
  done: number;
}

/** What the polls of a batch saw, in order, from the ledger; one that was answered 304 saw what the one before had seen. */
export function polledStates(exchanges: readonly Exchange[], batchId: string): PolledState[] {
  const seen: PolledState[] = [];
  for (const {
    endpoint,
    path,
    number,
    status,
    started_at,
    duration_ms,
    response_body,
  } of exchanges) {
    const isPoll =
      endpoint === "batches.get" && path.split("?")[0]?.endsWith(`/${batchId}`) === true;
    if (!isPoll) continue;
    const atMs = started_at.getTime() + duration_ms;
    const last = seen.at(-1);
    if (status === 304 && last !== undefined) seen.push({ ...last, number, atMs });
    const read = status === 200 ? readState(response_body) : undefined;
    if (read !== undefined) seen.push({ ...read, number, atMs });
  }
  return seen;
}

function readState(body: string | null): Pick<PolledState, "status" | "done"> | undefined {
  try {
    const batch: unknown = JSON.parse(body ?? "");
    if (!isRecord(batch) || !isRecord(batch.counts)) return undefined;
    const status = BATCH_STATUSES.find((known) => known === batch.status);
    const { completed, failed, cancelled } = batch.counts;
    const done = [completed, failed, cancelled].reduce<number>(
      (sum, count) => sum + (typeof count === "number" ? count : 0),
      0,
    );
    return status === undefined ? undefined : { status, done };
  } catch {
    return undefined;
  }
}
