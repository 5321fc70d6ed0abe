import type { BatchStatus } from "#contract/batch-states.ts";
import type { ApiKeyId, BatchId, FileId, OrgId } from "#contract/primitives.ts";
import type { Queryable } from "#gateway/database/database.ts";
import { type Sql, sql } from "#gateway/database/sql.ts";
import type { BatchRow } from "./store.ts";

export interface BatchFilter {
  status?: BatchStatus | undefined;
  created_after?: string | undefined;
  metadata?: Record<string, string> | undefined;
  parent_batch_id?: BatchId | undefined;
}

/** The org's batches, newest first, those of workflow runs left out; `before` is the last id of the page before. */
export async function listBatches(
  queryable: Queryable,
  org_id: OrgId,
  filter: BatchFilter,
  page: { limit: number; before: string | null },
): Promise<BatchRow[]> {
  const conditions: Sql[] = [sql`org_id = ${org_id}`, sql`run_id is null`];
  if (page.before !== null) conditions.push(sql`id < ${page.before}`);
  if (filter.status !== undefined) conditions.push(sql`status = ${filter.status}`);
  if (filter.created_after !== undefined)
    conditions.push(sql`created_at > ${new Date(filter.created_after)}`);
  if (filter.metadata !== undefined) conditions.push(sql`metadata @> ${sql.json(filter.metadata)}`);
  if (filter.parent_batch_id !== undefined)
    conditions.push(sql`parent_batch_id = ${filter.parent_batch_id}`);
  return queryable.query<BatchRow>(sql`
    select * from batches where ${sql.join(conditions, sql` and `)} order by id desc limit ${page.limit}`);
}

/** The batches of these ids that the org has, in no order. */
export async function listBatchesById(
  queryable: Queryable,
  org_id: OrgId,
  ids: readonly BatchId[],
): Promise<BatchRow[]> {
  return queryable.query<BatchRow>(
    sql`select * from batches where org_id = ${org_id} and id = any(${ids}::text[])`,
  );
}

/** What two submissions have in common when they may be one that was sent twice. */
interface Twin {
  org_id: OrgId;
  /** Null for a session. */
  api_key_id: ApiKeyId | null;
  input_file_id: FileId;
  metadata: Record<string, string>;
  created_after: Date;
}

/** The newest batch that is the same in all of this; undefined when there is none. */
export async function findTwin(queryable: Queryable, twin: Twin): Promise<BatchRow | undefined> {
  const [row] = await queryable.query<BatchRow>(sql`
    select * from batches
    where input_file_id = ${twin.input_file_id} and org_id = ${twin.org_id} and run_id is null
      and api_key_id is not distinct from ${twin.api_key_id}::text and metadata = ${sql.json(twin.metadata)}
      and created_at > ${twin.created_after}
    order by id desc limit 1`);
  return row;
}
