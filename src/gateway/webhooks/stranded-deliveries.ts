import type { DeliveryId } from "#contract/primitives.ts";
import { sql } from "../database/sql.ts";
import { ADOPTED_AT_A_TIME, type Adopter, hasNoJob } from "../queue/stranded.ts";
import { enqueueRounds } from "./deliver-webhook-job.ts";

/** Has deliveries sent that are pending and have no job that would. */
export const adoptDeliveries: Adopter = async (tx, queue) => {
  const stranded = await tx.query<{ id: DeliveryId; round: number; org_id: string }>(sql`
    select id, round, org_id from webhook_deliveries
    where status = 'pending'
      and ${hasNoJob(sql`'deliver_webhook:' || webhook_deliveries.id || ':' || webhook_deliveries.round`)}
    order by id limit ${ADOPTED_AT_A_TIME}`);
  for (const { id, round, org_id } of stranded)
    await enqueueRounds(tx, queue, org_id, [{ id, round }]);
};
