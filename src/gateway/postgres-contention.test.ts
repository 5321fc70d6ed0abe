import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { BatchId } from "#contract/primitives.ts";
import { sql } from "./database/sql.ts";
import { createTestPostgres, type TestPostgres } from "./database/test-postgres-database.ts";
import { createLocalStorage } from "./storage/local-storage.ts";
import { createTestApp, type TestApp } from "./test-app.ts";

const ORGS = 2;
const ROUNDS = 3;
const BATCHES_AT_ONCE = 6;
const ITEMS = 12;

let folder: string;
let database: TestPostgres;
/** Two processes' worth of requests and workers over one database and one storage. */
let gateways: readonly TestApp[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "contention-"));
  database = await createTestPostgres();
  const storage = await createLocalStorage(folder);
  gateways = [
    await createTestApp({ database, storage }),
    await createTestApp({ database, storage }),
  ];
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const items = Array.from({ length: ITEMS }, (_, at) => ({
  customer_item_id: `item-${at}`,
  operation: "responses" as const,
  model: "gpt-4o-mini",
  input: { messages: [{ role: "user" as const, content: `Question ${at}` }] },
}));

const idempotencyKey = () => crypto.randomUUID();
/** What two who want the same thing at the same time are rightly told. */
const REFUSALS = new Set(["batch_terminal", "conflict", "not_found"]);

async function unlessRefused(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof ApiError && REFUSALS.has(error.code))) throw error;
  });
}

/** Submits a batch that names another as its parent, and cancels some at once. */
async function submit(
  gateway: TestApp,
  as: string,
  at: number,
  parent: BatchId | null,
): Promise<BatchId> {
  const { quote_id } = await gateway.request(
    contract.quotes.createForModel,
    { body: { models: ["gpt-4o-mini"], items } },
    { as },
  );
  const more = parent === null ? {} : { parent_batch_id: parent };
  const { batch } = await gateway.request(
    contract.batches.create,
    { body: { quote_id, items, ...more } },
    { as, idempotencyKey: idempotencyKey() },
  );
  if (at % 3 === 0)
    await unlessRefused(
      gateway.request(contract.batches.cancel, { params: { id: batch.id } }, { as }),
    );
  return BatchId.parse(batch.id);
}

/** What people do meanwhile: keys come and go, webhooks change, what failed is sent again. */
async function bustle(gateway: TestApp, as: string): Promise<void> {
  const { api_key_id } = await gateway.createKey(as);
  const params = { id: api_key_id };
  await Promise.all([
    unlessRefused(gateway.request(contract.apiKeys.rotate, { params }, { as })),
    unlessRefused(gateway.request(contract.apiKeys.revoke, { params }, { as })),
    gateway.request(contract.webhooks.put, { body: { url: "http://127.0.0.1:1/hook" } }, { as }),
    gateway.request(
      contract.webhooks.redeliverFailed,
      { body: { since: "2026-11-24T00:00:00.000Z" } },
      { as },
    ),
  ]);
}

async function keepBusy(org: number): Promise<void> {
  const [first, second] = gateways;
  if (first === undefined || second === undefined) throw new Error("There are two gateways");
  const { session_token: as } = await first.registerAndVerify({
    email: `busy-${org}@example.com`,
  });
  await bustle(first, as);
  let parent: BatchId | null = null;
  for (let round = 0; round < ROUNDS; round += 1) {
    const from: BatchId | null = parent;
    const [submitted]: [BatchId[], ...unknown[]] = await Promise.all([
      Promise.all(
        Array.from({ length: BATCHES_AT_ONCE }, (_, at) =>
          submit(at % 2 === 0 ? first : second, as, at, from),
        ),
      ),
      bustle(second, as),
      first.runJobs(),
      second.runJobs(),
    ]);
    parent = submitted.at(-1) ?? null;
  }
}

async function deadlocks(): Promise<number> {
  // Connections write their counts down when they end; the one that is left, when it is told to.
  await database.query(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`);
  await database.query(sql`select pg_stat_force_next_flush()`);
  const [row] = await database.query<{ deadlocks: bigint }>(sql`
    select deadlocks from pg_stat_database where datname = current_database()`);
  return Number(row?.deadlocks);
}

test("a busy gateway of two processes takes its locks in one order: nobody runs into a deadlock", async () => {
  await Promise.all(Array.from({ length: ORGS }, (_, org) => keepBusy(org)));
  const open = () => database.query(sql`select id, status from batches where completed_at is null`);
  await expect
    .poll(
      async () => {
        await Promise.all(gateways.map((gateway) => gateway.runJobs()));
        return open();
      },
      { timeout: 30_000 },
    )
    .toEqual([]);
  const books = await database.query(sql`
    select reserved_micros::text as reserved,
      balance_micros = (select sum(balance_change_micros) from ledger_entries where org_id = orgs.id) as balanced
    from orgs`);
  expect(books).toEqual(Array.from({ length: ORGS }, () => ({ reserved: "0", balanced: true })));
  expect(await database.query(sql`select id from jobs where state = 'dead'`)).toEqual([]);
  expect(await deadlocks()).toBe(0);
}, 90_000);
