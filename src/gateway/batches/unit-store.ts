import type { ArtifactKind } from "#contract/batches.ts";
import type { BatchId } from "#contract/primitives.ts";
import type { Queryable, Transaction } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";

type UnitStatus = "waiting" | "running" | "done" | "cancelled";

/** A run of consecutive items and the bytes of the input that they lie in, the ends excluded. */
export interface UnitRange {
  unit: number;
  first_item: number;
  end_item: number;
  first_byte: bigint;
  end_byte: bigint;
}

/** Where a unit's result lines lie: in a file of its own while the batch runs, in the joined artifact afterwards. */
export interface UnitResults {
  /** Null where there are none. */
  output_name: string | null;
  output_start: bigint;
  output_bytes: bigint;
  error_name: string | null;
  error_start: bigint;
  error_bytes: bigint;
}

export interface UnitRow extends UnitRange, UnitResults {
  batch_id: BatchId;
  status: UnitStatus;
  /** The fencing number of the job that runs it or ran it. */
  fence: bigint;
  /** How often it was begun. */
  runs: number;
  /** Passes over its items that have ended, where a lane takes whole batches. */
  rounds: number;
  /** The artifact that says how each item stands after the last pass; null before the first has ended. */
  round_name: string | null;
}

/** Adds units in the given state; the caller has the batch locked and counts the units. */
export async function insertUnits(
  tx: Transaction,
  batch_id: BatchId,
  status: "waiting" | "cancelled",
  units: readonly UnitRange[],
): Promise<void> {
  await tx.query(sql`
    insert into batch_units (batch_id, status, unit, first_item, end_item, first_byte, end_byte)
    select ${batch_id}, ${status}, * from unnest(
      ${units.map((unit) => unit.unit)}::integer[],
      ${units.map((unit) => unit.first_item)}::integer[],
      ${units.map((unit) => unit.end_item)}::integer[],
      ${units.map((unit) => unit.first_byte)}::bigint[],
      ${units.map((unit) => unit.end_byte)}::bigint[]
    )`);
}

export async function findUnit(
  queryable: Queryable,
  batch_id: BatchId,
  unit: number,
): Promise<UnitRow | undefined> {
  const [row] = await queryable.query<UnitRow>(
    sql`select * from batch_units where batch_id = ${batch_id} and unit = ${unit}`,
  );
  return row;
}

/** Marks a unit as running under this fence; how often that has happened comes back. */
export async function startUnit(tx: Transaction, unit: UnitRow, fence: bigint): Promise<number> {
  const [row] = await tx.query<{ runs: number }>(sql`
    update batch_units set status = 'running', fence = ${fence}, runs = runs + 1
    where batch_id = ${unit.batch_id} and unit = ${unit.unit} returning runs`);
  return row?.runs ?? 0;
}

/** Marks a unit as done, with where its result lines lie. */
export async function finishUnit(
  tx: Transaction,
  unit: { batch_id: BatchId; unit: number },
  results: Pick<UnitResults, "output_name" | "output_bytes" | "error_name" | "error_bytes">,
): Promise<void> {
  await tx.query(sql`
    update batch_units set status = 'done', output_name = ${results.output_name},
      output_bytes = ${results.output_bytes}, error_name = ${results.error_name}, error_bytes = ${results.error_bytes}
    where batch_id = ${unit.batch_id} and unit = ${unit.unit}`);
}

/** Drops what nobody has begun, and says how many units that were. */
export async function cancelWaitingUnits(tx: Transaction, batch_id: BatchId): Promise<number> {
  const dropped = await tx.query(sql`
    update batch_units set status = 'cancelled' where batch_id = ${batch_id} and status = 'waiting' returning unit`);
  return dropped.length;
}

/** How many units are waiting or running. */
export async function countOpenUnits(
  queryable: Queryable,
  batch_id: BatchId,
): Promise<{ waiting: number; running: number }> {
  const [row] = await queryable.query<{ waiting: number; running: number }>(sql`
    select count(*) filter (where status = 'waiting')::integer as waiting,
      count(*) filter (where status = 'running')::integer as running
    from batch_units where batch_id = ${batch_id} and status in ('waiting', 'running')`);
  return row ?? { waiting: 0, running: 0 };
}

/** The items in units that are running now, by batch; batches with none are left out. */
export async function countRunningItems(
  queryable: Queryable,
  batchIds: readonly BatchId[],
): Promise<Map<BatchId, number>> {
  const rows = await queryable.query<{ batch_id: BatchId; items: number }>(sql`
    select batch_id, sum(end_item - first_item)::integer as items from batch_units
    where batch_id = any(${batchIds}::text[]) and status = 'running' group by batch_id`);
  return new Map(rows.map((row) => [row.batch_id, row.items]));
}

/** The units of a batch in order, from a number on. */
export async function listUnits(
  queryable: Queryable,
  batch_id: BatchId,
  from: { unit: number; limit: number },
): Promise<UnitRow[]> {
  return queryable.query<UnitRow>(sql`
    select * from batch_units where batch_id = ${batch_id} and unit >= ${from.unit} order by unit limit ${from.limit}`);
}

/**
 * The units that have result lines, or with `kind` lines in that file, and items from a place in the input on, in order.
 */
export async function listReadableUnits(
  queryable: Queryable,
  batch_id: BatchId,
  from: { item: number; limit: number; kind?: ArtifactKind | undefined },
): Promise<UnitRow[]> {
  const { kind = null } = from;
  return queryable.query<UnitRow>(sql`
    select * from batch_units
    where batch_id = ${batch_id} and end_item > ${from.item} and (
      (output_name is not null and ${kind}::text is distinct from 'errors')
      or (error_name is not null and ${kind}::text is distinct from 'output')
    )
    order by unit limit ${from.limit}`);
}

/** Tells where in the joined artifacts the lines of these units lie. */
export async function moveResults(
  tx: Transaction,
  batch_id: BatchId,
  units: readonly (UnitResults & { unit: number })[],
): Promise<void> {
  await tx.query(sql`
    update batch_units set
      output_name = moved.output_name, output_start = moved.output_start, output_bytes = moved.output_bytes,
      error_name = moved.error_name, error_start = moved.error_start, error_bytes = moved.error_bytes
    from unnest(
      ${units.map((unit) => unit.unit)}::integer[],
      ${units.map((unit) => unit.output_name)}::text[],
      ${units.map((unit) => unit.output_start)}::bigint[],
      ${units.map((unit) => unit.output_bytes)}::bigint[],
      ${units.map((unit) => unit.error_name)}::text[],
      ${units.map((unit) => unit.error_start)}::bigint[],
      ${units.map((unit) => unit.error_bytes)}::bigint[]
    ) as moved (unit, output_name, output_start, output_bytes, error_name, error_start, error_bytes)
    where batch_units.batch_id = ${batch_id} and batch_units.unit = moved.unit`);
}

/** Notes the end of a pass over a unit. */
export async function endRound(
  tx: Transaction,
  { batch_id, unit, rounds }: UnitRow,
  round_name: string,
): Promise<void> {
  await tx.query(sql`
    update batch_units set rounds = ${rounds + 1}, round_name = ${round_name}
    where batch_id = ${batch_id} and unit = ${unit}`);
}

/** The numbers of the units that are running, in order. */
export async function listRunningUnits(queryable: Queryable, batch_id: BatchId): Promise<number[]> {
  const rows = await queryable.query<{ unit: number }>(sql`
    select unit from batch_units where batch_id = ${batch_id} and status = 'running' order by unit`);
  return rows.map(({ unit }) => unit);
}

/** Drops a unit that is not done; its items end without an answer. */
export async function cancelUnit(
  tx: Transaction,
  unit: { batch_id: BatchId; unit: number },
): Promise<void> {
  await tx.query(sql`
    update batch_units set status = 'cancelled' where batch_id = ${unit.batch_id} and unit = ${unit.unit}`);
}
