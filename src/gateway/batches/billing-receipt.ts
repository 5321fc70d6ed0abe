import type { BillingReceipt } from "#contract/batch-records.ts";
import { toMoney } from "#contract/primitives.ts";
import type { Queryable } from "#gateway/database/database.ts";
import { feePercentText } from "#gateway/quotes/pricing.ts";
import { getQuote } from "#gateway/quotes/quote-store.ts";
import { listBatchLanes } from "./lane-store.ts";
import type { BatchRow } from "./store.ts";
import { billOfBatch, lanesOnWire } from "./wire-batch.ts";

/** The bill of a batch: final once it has ended, before that what it has come to so far. */
export async function billingReceipt(queryable: Queryable, row: BatchRow): Promise<BillingReceipt> {
  const lanes = (await listBatchLanes(queryable, [row.id])).get(row.id) ?? [];
  const quote = await getQuote(queryable, { quote_id: row.quote_id, org_id: row.org_id });
  const bill = billOfBatch(row, lanes);
  const settled = row.charged_micros !== null;
  return {
    batch_id: row.id,
    quote_id: row.quote_id,
    settled,
    lines: lanesOnWire(lanes, bill),
    provider_subtotal: toMoney(bill.subtotal),
    service_fee: toMoney(bill.fee),
    service_fee_percent: feePercentText(row.fee_basis_points),
    total: toMoney(bill.total),
    quoted_total: toMoney(row.quoted_micros),
    reserved: toMoney(row.reserved_micros),
    released: toMoney(settled ? row.reserved_micros - bill.total : 0n),
    rejected_lanes: quote.quote_lanes.flatMap(({ lane_id, model, rejection }) =>
      rejection === null ? [] : [{ lane_id, model, ...rejection }],
    ),
  };
}
