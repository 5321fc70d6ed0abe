import type { ArtifactKind, ResultRow } from "#contract/batches.ts";
import type { OrgId } from "#contract/primitives.ts";
import { vi } from "vitest";
import type { Database } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";
import type { TestDispatch } from "./test-dispatch.ts";

/** Native items for gpt-4o-mini with the ids item-0, item-1, …; `text` writes the prompt of each. */
export function items(
  count: number,
  text: (index: number) => string = (index) => `Question ${index}`,
) {
  return Array.from({ length: count }, (_, index) => ({
    customer_item_id: `item-${index}`,
    operation: "responses",
    model: "gpt-4o-mini",
    input: { messages: [{ role: "user", content: text(index) }] },
  }));
}

/** Quotes, with further terms if given, and submits inline items; returns the created batch. */
export async function submit(
  test: TestDispatch,
  org_id: OrgId,
  list: unknown[],
  more: Record<string, unknown> = {},
  terms: Record<string, unknown> = {},
) {
  const quote = await test.quote(org_id, {
    items: list,
    estimated_output_tokens_per_item: 500,
    ...terms,
  });
  const { answer } = await test.call(test.handlers.create, org_id, {
    body: { quote_id: quote.id, items: list, ...more },
  });
  return answer.batch;
}

export async function getBatch(test: TestDispatch, org_id: OrgId, id: string) {
  return (await test.call(test.handlers.get, org_id, { params: { id } })).answer;
}

/** Waits until a batch is as wanted; other tests and processes may make that take a while. */
export async function untilBatch(
  test: TestDispatch,
  org_id: OrgId,
  id: string,
  isWanted: (batch: Awaited<ReturnType<typeof getBatch>>) => boolean,
): Promise<void> {
  await vi.waitUntil(async () => isWanted(await getBatch(test, org_id, id)), { timeout: 20_000 });
}

/** Where the artifacts of a test lie, and what they are called. */
type ArtifactSources = Pick<TestDispatch, "database" | "storage">;

/** The name of a joined artifact; throws where the batch has no such file. */
export async function artifactKey(
  sources: ArtifactSources,
  id: string,
  kind: ArtifactKind,
): Promise<string> {
  const name = await findArtifactKey(sources, id, kind);
  if (name === null) throw new Error(`${id} has no ${kind} file`);
  return name;
}

async function findArtifactKey(
  { database }: ArtifactSources,
  id: string,
  kind: ArtifactKind,
): Promise<string | null> {
  const [row] = await database.query<{ output: string | null; errors: string | null }>(
    sql`select output_name as output, error_name as errors from batches where id = ${id}`,
  );
  return row?.[kind] ?? null;
}

/** The lines of a joined artifact as they lie in storage; none where the batch has no such file. */
export async function artifactLines(
  sources: ArtifactSources,
  id: string,
  kind: ArtifactKind,
): Promise<string[]> {
  const name = await findArtifactKey(sources, id, kind);
  if (name === null) return [];
  const text = await new Response(await sources.storage.open(name)).text();
  return text.split("\n").slice(0, -1);
}

/** The ids of the caller over both artifacts, in the order of each. */
export async function artifactIds(
  sources: ArtifactSources,
  id: string,
): Promise<Record<ArtifactKind, string[]>> {
  const idsOf = async (kind: ArtifactKind): Promise<string[]> =>
    (await artifactLines(sources, id, kind)).map(
      (line) => (JSON.parse(line) as ResultRow).custom_id,
    ); // they are result rows
  return { output: await idsOf("output"), errors: await idsOf("errors") };
}

/** The org's money after everything has been settled. */
export async function ledgerOf(database: Database, org_id: OrgId, batch_id: string) {
  const [org] = await database.query<{ balance_micros: bigint; reserved_micros: bigint }>(
    sql`select balance_micros, reserved_micros from orgs where id = ${org_id}`,
  );
  const [sums] = await database.query<{ settles: number; charged: bigint }>(sql`
    select count(*)::integer as settles, coalesce(-sum(reserved_change_micros), 0)::bigint as charged
    from ledger_entries where batch_id = ${batch_id} and kind = 'settle'`);
  return { ...org, ...sums };
}

/** The webhook events that were written for a batch, as they would be sent, in order. */
export async function outboxOf(
  database: Database,
  batch_id: string,
): Promise<Record<string, unknown>[]> {
  const rows = await database.query<{ body: string }>(
    sql`select body from webhook_deliveries where batch_id = ${batch_id} order by id`,
  );
  return rows.map(({ body }) => JSON.parse(body) as Record<string, unknown>); // every body is an object
}

/** A promise that a test resolves by hand. */
export function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
