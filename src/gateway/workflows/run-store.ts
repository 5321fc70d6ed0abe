import type { BatchId, OrgId, QuoteId, RunId } from "#contract/primitives.ts";
import type { Queryable, Transaction } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";
import { problem } from "#gateway/http/problem.ts";

/** A workflow run; how far it is stands in its batch, what was said lies in storage. */
export interface RunRow {
  id: RunId;
  org_id: OrgId;
  /** `slug@vN` */
  workflow: string;
  model: string;
  batch_id: BatchId;
  quote_id: QuoteId;
  created_at: Date;
}

export async function insertRun(tx: Transaction, run: RunRow): Promise<void> {
  await tx.query(sql`
    insert into workflow_runs (id, org_id, workflow, model, batch_id, quote_id, created_at)
    values (${run.id}, ${run.org_id}, ${run.workflow}, ${run.model}, ${run.batch_id}, ${run.quote_id}, ${run.created_at})`);
}

/** The org's run; throws `not_found`, for another org's as well. */
export async function getRun(queryable: Queryable, org_id: OrgId, id: RunId): Promise<RunRow> {
  const [row] = await queryable.query<RunRow>(
    sql`select * from workflow_runs where id = ${id} and org_id = ${org_id}`,
  );
  if (row === undefined) throw problem("not_found", `There is no run ${id}.`);
  return row;
}

/** The run of whatever org; undefined when there is none. */
export async function findAnyRun(queryable: Queryable, id: RunId): Promise<RunRow | undefined> {
  const [row] = await queryable.query<RunRow>(sql`select * from workflow_runs where id = ${id}`);
  return row;
}

/** The org's runs, newest first; `before` is the last id of the page before. */
export async function listRuns(
  queryable: Queryable,
  org_id: OrgId,
  page: { limit: number; before: string | null },
): Promise<RunRow[]> {
  const older = page.before === null ? sql`` : sql`and id < ${page.before}`;
  return queryable.query<RunRow>(sql`
    select * from workflow_runs where org_id = ${org_id} ${older} order by id desc limit ${page.limit}`);
}
