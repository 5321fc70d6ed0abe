import { DeliveryId } from "#contract/primitives.ts";
import * as z from "zod/mini";
import type { Transaction } from "../database/database.ts";
import { defineJob } from "../queue/job.ts";
import type { Queue } from "../queue/queue.ts";

/** One round of a delivery: the job comes back at each attempt until the round has ended. */
export const deliverWebhookJob = defineJob({
  kind: "deliver_webhook",
  payload: z.object({ delivery_id: DeliveryId, round: z.int() }),
});

/** Has a round's first attempt made as soon as the transaction has committed. */
export async function enqueueRounds(
  tx: Transaction,
  queue: Queue,
  orgId: string,
  rounds: readonly { id: DeliveryId; round: number }[],
): Promise<void> {
  const jobs = rounds.map(({ id, round }) => ({
    payload: { delivery_id: id, round },
    job_key: `deliver_webhook:${id}:${round}`,
    group_key: orgId,
  }));
  await queue.enqueueMany(tx, deliverWebhookJob, jobs);
}
