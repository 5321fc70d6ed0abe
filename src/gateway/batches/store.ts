import type { BatchStatus } from "#contract/batch-states.ts";
import type { PrivacyTier } from "#contract/catalog.ts";
import type { ManifestUrl } from "#contract/manifest/line-format.ts";
import type { ApiKeyId, BatchId, FileId, OrgId, QuoteId, RunId } from "#contract/primitives.ts";
import type { PricingEstimate, RoutingMode, SlaTier } from "#contract/quotes.ts";
import type { Queryable, Transaction } from "#gateway/database/database.ts";
import { type Sql, sql } from "#gateway/database/sql.ts";
import { problem } from "#gateway/http/problem.ts";
import type { Ladder } from "./ladder.ts";

/** How a batch is to end, where that is not "completed". */
export type BatchEnding = "failed" | "cancelled" | "expired";

/** What is known of a batch when it is accepted, and never changes. */
export interface AcceptedBatch {
  id: BatchId;
  org_id: OrgId;
  run_id: RunId | null;
  quote_id: QuoteId;
  input_file_id: FileId;
  /** The endpoint that all lines are for; null where they are for several, and for batches of before it was noted. */
  endpoint: ManifestUrl | null;
  parent_batch_id: BatchId | null;
  /** The key that it was submitted with; null for a session. */
  api_key_id: ApiKeyId | null;
  item_count: number;
  routing_mode: RoutingMode;
  sla_tier: SlaTier;
  privacy_tier: PrivacyTier;
  allowed_regions: string[];
  pricing_estimate: PricingEstimate;
  ladders: Ladder[];
  fee_basis_points: number;
  quoted_micros: bigint;
  reserved_micros: bigint;
  metadata: Record<string, string>;
  batch_seed: string;
  created_at: Date;
  sla_deadline: Date;
}

/** What changes while a batch lives. */
export interface BatchProgress {
  status: BatchStatus;
  ending: BatchEnding | null;
  error_code: string | null;
  error_message: string | null;
  completed: number;
  failed: number;
  cancelled: number;
  charged_micros: bigint | null;
  planned_items: number;
  planned_bytes: bigint;
  planned_units: number;
  is_planned: boolean;
  progress_told_at: Date | null;
  output_name: string | null;
  output_bytes: bigint;
  error_name: string | null;
  error_bytes: bigint;
  started_at: Date | null;
  completed_at: Date | null;
}

export interface BatchRow extends AcceptedBatch, BatchProgress {
  /** Grows with every change that a client can see. */
  version: bigint;
}

/** Writes a batch as it was accepted: `pending`, with nothing done. */
export async function insertBatch(tx: Transaction, batch: AcceptedBatch): Promise<void> {
  await tx.query(sql`
    insert into batches (
      id, org_id, run_id, quote_id, input_file_id, endpoint, parent_batch_id, status, item_count, routing_mode, sla_tier,
      privacy_tier, allowed_regions, pricing_estimate, ladders, fee_basis_points, quoted_micros, reserved_micros,
      metadata, batch_seed, api_key_id, created_at, sla_deadline
    ) values (
      ${batch.id}, ${batch.org_id}, ${batch.run_id}, ${batch.quote_id}, ${batch.input_file_id}, ${batch.endpoint},
      ${batch.parent_batch_id}, 'pending', ${batch.item_count}, ${batch.routing_mode}, ${batch.sla_tier},
      ${batch.privacy_tier}, ${sql.json(batch.allowed_regions)}, ${sql.json(batch.pricing_estimate)},
      ${sql.json(batch.ladders)}, ${batch.fee_basis_points}, ${batch.quoted_micros}, ${batch.reserved_micros},
      ${sql.json(batch.metadata)}, ${batch.batch_seed}, ${batch.api_key_id}, ${batch.created_at}, ${batch.sla_deadline}
    )`);
}

/** The org's batch, or undefined. */
export async function findBatch(
  queryable: Queryable,
  org_id: OrgId,
  id: BatchId,
): Promise<BatchRow | undefined> {
  const [row] = await queryable.query<BatchRow>(
    sql`select * from batches where id = ${id} and org_id = ${org_id}`,
  );
  return row;
}

/** The org's batch; throws `not_found`, for another org's as well. */
export async function getBatch(
  queryable: Queryable,
  org_id: OrgId,
  id: BatchId,
): Promise<BatchRow> {
  const row = await findBatch(queryable, org_id, id);
  if (row === undefined) throw problem("not_found", `There is no batch ${id}.`);
  return row;
}

/** A batch of whatever org, as those need it who act for all of them; undefined when there is none. */
export async function findAnyBatch(
  queryable: Queryable,
  id: BatchId,
): Promise<BatchRow | undefined> {
  const [row] = await queryable.query<BatchRow>(sql`select * from batches where id = ${id}`);
  return row;
}

/**
 * A batch, locked until the transaction ends. Whoever changes a batch or its units takes this lock first, so changes of
 * one batch come one after the other and each sees the one before. A batch that names this one as its parent need not
 * wait: it holds its org's credits already, which who ends this one waits for.
 */
export async function lockBatch(tx: Transaction, id: BatchId): Promise<BatchRow | undefined> {
  const [row] = await tx.query<BatchRow>(
    sql`select * from batches where id = ${id} for no key update`,
  );
  return row;
}

const COLUMNS: { [Name in keyof BatchProgress]: Sql } = {
  status: sql`status`,
  ending: sql`ending`,
  error_code: sql`error_code`,
  error_message: sql`error_message`,
  completed: sql`completed`,
  failed: sql`failed`,
  cancelled: sql`cancelled`,
  charged_micros: sql`charged_micros`,
  planned_items: sql`planned_items`,
  planned_bytes: sql`planned_bytes`,
  planned_units: sql`planned_units`,
  is_planned: sql`is_planned`,
  progress_told_at: sql`progress_told_at`,
  output_name: sql`output_name`,
  output_bytes: sql`output_bytes`,
  error_name: sql`error_name`,
  error_bytes: sql`error_bytes`,
  started_at: sql`started_at`,
  completed_at: sql`completed_at`,
};

/** Changes a batch that the transaction has locked, raises its version, and returns it as it is then. */
export async function updateBatch(
  tx: Transaction,
  batch: BatchRow,
  changes: Partial<BatchProgress>,
): Promise<BatchRow> {
  const assignments: Sql[] = [sql`version = version + 1`];
  // Object.keys forgets the key type; the parameter's type has no other keys.
  for (const name of Object.keys(changes) as (keyof BatchProgress)[]) {
    const value = changes[name];
    if (value !== undefined) assignments.push(sql`${COLUMNS[name]} = ${value}`);
  }
  await tx.query(sql`update batches set ${sql.join(assignments)} where id = ${batch.id}`);
  return { ...batch, ...changes, version: batch.version + 1n };
}

/** How many batches the org has had, counted no further than a thousand. */
export async function countBatches(queryable: Queryable, org_id: OrgId): Promise<number> {
  const [row] = await queryable.query<{ count: number }>(sql`
    select count(*)::integer as count from (select 1 from batches where org_id = ${org_id} limit 1000) as counted`);
  return row?.count ?? 0;
}

/** Whether a batch that has not ended still reads this file; such a file must not be deleted. */
export async function isFileInUse(queryable: Queryable, file_id: FileId): Promise<boolean> {
  const rows = await queryable.query(sql`
    select 1 from batches where input_file_id = ${file_id} and completed_at is null limit 1`);
  return rows.length > 0;
}

/** Of these batches, those that are to end early, with how. */
export async function listEndings(
  queryable: Queryable,
  ids: readonly BatchId[],
): Promise<{ id: BatchId; ending: BatchEnding }[]> {
  return queryable.query(
    sql`select id, ending from batches where id = any(${ids}::text[]) and ending is not null`,
  );
}
