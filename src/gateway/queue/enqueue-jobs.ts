import type { Queryable } from "../database/database.ts";
import { jsonText, sql, type Sql } from "../database/sql.ts";
import type { JobKind } from "./job.ts";

/** One job to enqueue. */
export interface NewJob<Payload> {
  readonly payload: Payload;
  /**
   * At most one waiting or running job has this key; another one is not added. A running job counts even
   * when it is about to end, so a handler must look at the state of things rather than count its calls.
   */
  readonly job_key?: string;
  /** Whose work it is, an organisation say; kept for counting and fairness. */
  readonly group_key?: string;
  /** Not before this time; at once by default. */
  readonly run_at?: Date;
  /** Higher runs sooner; 0 by default. */
  readonly priority?: number;
  readonly max_attempts?: number;
  /** What it takes of a worker's memory, in bytes; 0 by default. */
  readonly weight?: number;
}

/** Parameters come as one array a column, so a statement may carry many rows; more would block others for long. */
const rowsPerStatement = 1_000;

/** Inserts the jobs whose key is free, in the order given, and returns how many those were. */
export async function insertJobs<Payload>(
  tx: Queryable,
  now: Sql,
  kind: JobKind<Payload>,
  jobs: readonly NewJob<Payload>[],
): Promise<number> {
  let inserted = 0;
  for (let start = 0; start < jobs.length; start += rowsPerStatement) {
    inserted += await insertChunk(tx, now, kind, jobs.slice(start, start + rowsPerStatement));
  }
  return inserted;
}

async function insertChunk<Payload>(
  tx: Queryable,
  now: Sql,
  kind: JobKind<Payload>,
  jobs: readonly NewJob<Payload>[],
): Promise<number> {
  const rows = await tx.query(sql`
    insert into jobs (kind, payload, job_key, group_key, run_at, priority, weight, max_attempts, created_at)
    select ${kind.kind}, payload::jsonb, job_key, group_key, coalesce(run_at, ${now}), priority, weight,
      max_attempts, ${now}
    from unnest(
      ${jobs.map((job) => jsonText(job.payload))}::text[],
      ${jobs.map((job) => job.job_key ?? null)}::text[],
      ${jobs.map((job) => job.group_key ?? null)}::text[],
      ${jobs.map((job) => job.run_at ?? null)}::timestamptz[],
      ${jobs.map((job) => job.priority ?? 0)}::integer[],
      ${jobs.map((job) => job.weight ?? 0)}::bigint[],
      ${jobs.map((job) => job.max_attempts ?? kind.maxAttempts)}::integer[]
    ) with ordinality as new (payload, job_key, group_key, run_at, priority, weight, max_attempts, position)
    order by position
    on conflict (job_key) where state <> 'dead' do nothing
    returning id
  `);
  return rows.length;
}
