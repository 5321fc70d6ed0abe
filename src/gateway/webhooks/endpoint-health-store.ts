import { DISABLE_AFTER_FAILED_DELIVERIES } from "#contract/webhooks.ts";
import type { Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";

/** How a delivery ended: taken, answered by 410, or given up after its last attempt. */
export type DeliveryEnd = "delivered" | "gone" | "failed";

/**
 * Counts the end of a delivery for the org's default endpoint, and disables it after a 410 or too many failures in a row.
 * A batch's own webhook is never disabled: nothing is sent to it once its batch has ended.
 */
export async function noteDeliveryEnd(
  tx: Transaction,
  webhookId: bigint,
  end: DeliveryEnd,
  now: Date,
): Promise<void> {
  if (end === "delivered") {
    await tx.query(sql`
      update webhooks set failed_in_a_row = 0
      where id = ${webhookId} and batch_id is null and failed_in_a_row > 0`);
    return;
  }
  const isGone = end === "gone";
  const isDisabled = sql`(${isGone} or failed_in_a_row + 1 >= ${DISABLE_AFTER_FAILED_DELIVERIES})`;
  await tx.query(sql`
    update webhooks set
      failed_in_a_row = failed_in_a_row + 1,
      disabled_at = case when ${isDisabled} then ${now}::timestamptz end,
      disabled_reason = case when ${isDisabled} then ${isGone ? "gone" : "failing"} end
    where id = ${webhookId} and batch_id is null and disabled_at is null`);
}
