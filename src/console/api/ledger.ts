import type { Exchange } from "#contract/client.ts";
import { useSyncExternalStore } from "react";

/** A call, or a run of polls that asked the same thing and got the same answer. */
export interface LedgerRow {
  /** The newest call of the run. */
  exchange: Exchange;
  /** How many calls the row stands for. */
  times: number;
  first_number: number;
}

/** Calls kept per environment; the oldest go first. */
const KEPT_CALLS = 1_000;

const NONE: readonly Exchange[] = [];
const calls = new Map<string, readonly Exchange[]>();
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** Puts a call into an environment's ledger, or brings the one with the same number up to date. */
export function recordExchange(environmentId: string, exchange: Exchange): void {
  const kept = calls.get(environmentId) ?? NONE;
  const at = kept.findLastIndex(({ number }) => number === exchange.number);
  const next = at === -1 ? [...kept, exchange].slice(-KEPT_CALLS) : kept.with(at, exchange);
  calls.set(environmentId, next);
  tell();
}

export function clearLedger(environmentId: string): void {
  calls.delete(environmentId);
  tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Every call of an environment, oldest first. */
export function useExchanges(environmentId: string): readonly Exchange[] {
  return useSyncExternalStore(subscribe, () => calls.get(environmentId) ?? NONE);
}

/** Whether two calls are the same poll with the same outcome, so that one row can stand for both. */
function isRepeat(a: Exchange, b: Exchange): boolean {
  return (
    a.method === "GET" &&
    b.method === "GET" &&
    a.url === b.url &&
    a.failure === b.failure &&
    // A 304 says "as before", so it folds into the 200 that it repeats.
    (a.status === b.status || (b.status === 304 && a.status === 200))
  );
}

/** Newest first, repeats folded: a row's calls stand in a run, with only other folded polls in between. */
export function foldRepeats(exchanges: readonly Exchange[]): LedgerRow[] {
  const rows: LedgerRow[] = [];
  for (const exchange of exchanges) {
    const since = rows.findLastIndex(({ exchange: { method } }) => method !== "GET");
    const at = rows.findLastIndex(
      (row, index) => index > since && isRepeat(row.exchange, exchange),
    );
    const row = at === -1 ? undefined : rows[at];
    if (row === undefined) rows.push({ exchange, times: 1, first_number: exchange.number });
    else rows[at] = { ...row, exchange, times: row.times + 1 };
  }
  return rows.toReversed();
}
