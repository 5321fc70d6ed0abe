import type { LedgerEntry } from "#contract/accounts.ts";
import type { Batch, BillingReceipt, ResultRow } from "#contract/batches.ts";
import { toMicros } from "#contract/primitives.ts";
import { FEE_BASIS_POINTS } from "#contract/quotes.ts";
import type { Findings } from "./findings.ts";
import type { Submission } from "./workload.ts";

const WHOLE_IN_BASIS_POINTS = 10_000n;

/** Charged is what the rows cost and the fee on it, within what was reserved, within the quote. */
export function checkBill(
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

/** One reservation, one settlement, and back what was not used; gives the number of settlements. */
export function checkLedger(
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
