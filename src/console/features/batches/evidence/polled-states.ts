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

/** Whether a call is a poll of the batch. */
export function isPollOf({ endpoint, path }: Exchange, batchId: string): boolean {
  return endpoint === "batches.get" && path.split("?")[0]?.endsWith(`/${batchId}`) === true;
}

type ReadState = Pick<PolledState, "status" | "done">;

/** A call does not change: its body is parsed once, however often its ledger grows. */
const states = new WeakMap<Exchange, ReadState | null>();

/** What the polls of a batch saw, in order, from the ledger; one that was answered 304 saw what the one before had seen. */
export function polledStates(exchanges: readonly Exchange[], batchId: string): PolledState[] {
  const seen: PolledState[] = [];
  for (const exchange of exchanges) {
    if (!isPollOf(exchange, batchId)) continue;
    const { number, status, started_at, duration_ms } = exchange;
    const atMs = started_at.getTime() + duration_ms;
    const last = seen.at(-1);
    if (status === 304 && last !== undefined) seen.push({ ...last, number, atMs });
    const read = status === 200 ? stateOf(exchange) : null;
    if (read !== null) seen.push({ ...read, number, atMs });
  }
  return seen;
}

function stateOf(exchange: Exchange): ReadState | null {
  let state = states.get(exchange);
  if (state === undefined) {
    state = readState(exchange.response_body) ?? null;
    states.set(exchange, state);
  }
  return state;
}

function readState(body: string | null): ReadState | undefined {
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
