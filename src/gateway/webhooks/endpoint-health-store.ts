import { DISABLE_AFTER_FAILED_DELIVERIES } from "#contract/webhooks.ts";
import type { Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";

/** How a delivery ended: taken, answered by 410, or given up after its last attempt. */
export type DeliveryEnd = "delivered" | "gone" | "failed";

export interface EndAtEndpoint {
  webhook_id: bigint;
  ended: DeliveryEnd;
}

/**
 * Counts the ends of deliveries for the orgs' default endpoints, in the order given, and disables one after a 410 or too many
 * failures in a row. A batch's own webhook is never disabled: nothing is sent to it once its batch has ended.
 */
export async function noteDeliveryEnds(
  tx: Transaction,
  ends: readonly EndAtEndpoint[],
  now: Date,
): Promise<void> {
  if (ends.every(({ ended }) => ended === "delivered")) {
    await noteArrivals(
      tx,
      ends.map(({ webhook_id }) => webhook_id),
    );
    return;
  }
  for (const { webhook_id, ended } of ends) {
    if (ended === "delivered") await noteArrivals(tx, [webhook_id]);
    else await noteFailure(tx, webhook_id, ended === "gone", now);
  }
}

async function noteFailure(
  tx: Transaction,
  webhookId: bigint,
  isGone: boolean,
  now: Date,
): Promise<void> {
  const isDisabled = sql`(${isGone} or failed_in_a_row + 1 >= ${DISABLE_AFTER_FAILED_DELIVERIES})`;
  await tx.query(sql`
    update webhooks set
      failed_in_a_row = failed_in_a_row + 1,
      disabled_at = case when ${isDisabled} then ${now}::timestamptz end,
      disabled_reason = case when ${isDisabled} then ${isGone ? "gone" : "failing"} end
    where id = ${webhookId} and batch_id is null and disabled_at is null`);
}

/** The count begins anew. They are locked in an order that all processes share, so that two never wait for each other. */
async function noteArrivals(tx: Transaction, webhookIds: readonly bigint[]): Promise<void> {
  if (webhookIds.length === 0) return;
  await tx.query(sql`
    update webhooks set failed_in_a_row = 0
    from (
      select id from webhooks
      where id = any(${webhookIds}::bigint[]) and batch_id is null and failed_in_a_row > 0
      order by id for update
    ) as failing
    where webhooks.id = failing.id`);
}
