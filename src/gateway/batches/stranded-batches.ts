import type { BatchId, OrgId } from "#contract/primitives.ts";
import { type Sql, sql } from "#gateway/database/sql.ts";
import type { JobKind } from "#gateway/queue/job.ts";
import { ADOPTED_AT_A_TIME, type Adopter, hasNoJob } from "#gateway/queue/stranded.ts";
import {
  expireBatchJob,
  finishBatchJob,
  planBatchJob,
  runUnitJob,
  unitJobKey,
} from "./batch-jobs.ts";

/** Has batches planned, finished and expired that are due for it and have no job that would, and units run. */
export const adoptBatches: Adopter = async (tx, queue, now) => {
  const adopt = async (kind: JobKind<{ batch_id: BatchId }>, condition: Sql): Promise<void> => {
    const stranded = await tx.query<{ id: BatchId; org_id: OrgId }>(sql`
      select id, org_id from batches
      where completed_at is null and ${condition} and ${hasNoJob(sql`${`${kind.kind}:`} || batches.id`)}
      order by id limit ${ADOPTED_AT_A_TIME}`);
    const jobs = stranded.map(({ id, org_id }) => ({
      payload: { batch_id: id },
      job_key: `${kind.kind}:${id}`,
      group_key: org_id,
      priority: 1_000,
    }));
    await queue.enqueueMany(tx, kind, jobs);
  };
  await adopt(planBatchJob, sql`not is_planned`);
  await adopt(finishBatchJob, sql`status = 'completing'`);
  await adopt(
    expireBatchJob,
    sql`sla_deadline <= ${now} and ending is null and status <> 'completing'`,
  );
  const units = await tx.query<{ batch_id: BatchId; org_id: OrgId; unit: number }>(sql`
    select batch_units.batch_id, batches.org_id, batch_units.unit
    from batches join batch_units on batch_units.batch_id = batches.id
    where batches.completed_at is null and batch_units.status in ('waiting', 'running')
      and ${hasNoJob(sql`'run_unit:' || batch_units.batch_id || ':' || batch_units.unit`)}
    order by batch_units.batch_id, batch_units.unit limit ${ADOPTED_AT_A_TIME}`);
  const jobs = units.map(({ batch_id, org_id, unit }) => ({
    payload: { batch_id, unit },
    job_key: unitJobKey(batch_id, unit),
    group_key: org_id,
  }));
  await queue.enqueueMany(tx, runUnitJob, jobs);
};
