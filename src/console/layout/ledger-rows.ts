import { foldRepeats, type Ledger, type LedgerRow } from "../api/ledger.ts";
import { type LedgerFilter, matchesFilter } from "./ledger-filter.ts";

/** The rows of a list of calls. */
export interface LedgerRows {
  /** Pinned calls, each in a row of its own, then what the filter leaves; each part newest first. */
  rows: readonly LedgerRow[];
  pinned: number;
  /** Calls in rows that came after `heldAt` and wait to be shown. */
  waiting: number;
}

/**
 * What is listed. Rows that begin after call `heldAt` are held back, so that nothing moves under the reader; a poll that
 * repeats a row on show still counts into it. Pins stay whatever the filter.
 */
export function ledgerRows(
  { calls, pins }: Pick<Ledger, "calls" | "pins">,
  filter: LedgerFilter,
  heldAt: number | null,
): LedgerRows {
  const pinned = calls
    .filter(({ number }) => pins.has(number))
    .toReversed()
    .map((exchange) => ({ exchange, calls: [exchange], first_number: exchange.number }));
  const others = foldRepeats(
    calls.filter((call) => !pins.has(call.number) && matchesFilter(call, filter)),
  );
  const isHeld = (row: LedgerRow): boolean => heldAt !== null && row.first_number > heldAt;
  return {
    rows: [...pinned, ...others.filter((row) => !isHeld(row))],
    pinned: pinned.length,
    waiting: others.filter(isHeld).reduce((sum, row) => sum + row.calls.length, 0),
  };
}

/** Where the row that holds a call stands, or -1. */
export function rowOfCall(rows: readonly LedgerRow[], number: number | null): number {
  return rows.findIndex((row) => row.calls.some((call) => call.number === number));
}
