import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { INSTANCE_HEADER } from "#contract/catalog.ts";
import { contract } from "#contract/index.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "./database/database.ts";
import { sql } from "./database/sql.ts";
import { createTestDatabase, emptyTestDatabase, testEngine } from "./database/test-database.ts";
import { openInstallation } from "./installation/installation.ts";
import { createSandboxSettings } from "./local/sandbox-settings.ts";
import { createLocalStorage } from "./storage/local-storage.ts";
import type { ArtifactStorage } from "./storage/storage.ts";
import { gateStorage } from "./storage/test-gated-storage.ts";
import { createTestApp, type TestApp, type TestAppOverrides } from "./test-app.ts";

const { batches, files, local, quotes } = contract;
const RESET = { body: { confirm: "reset" } } as const;

let database: Database;
let folder: string;
let storage: ArtifactStorage;
const apps: TestApp[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "shared-state-"));
  storage = await createLocalStorage(folder);
});
beforeEach(() => emptyTestDatabase(database));
afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** One more app on the database and the storage that all share, as another process would have it. */
async function anotherApp(overrides: TestAppOverrides = {}): Promise<TestApp> {
  const installation = await openInstallation({
    database,
    storage,
    secretKey: new Uint8Array(32).fill(7),
  });
  const app = await createTestApp({ database, storage, installation, ...overrides });
  apps.push(app);
  return app;
}

async function submitOneItem(app: TestApp): Promise<void> {
  const { session_token } = await app.registerAndVerify();
  const { api_key: as } = await app.createKey(session_token);
  const line = {
    customer_item_id: "item-1",
    operation: "responses",
    model: "gpt-4o-mini",
    input: { messages: [{ role: "user", content: "Say yes." }] },
  };
  const file = await app.request(files.upload, { body: new Blob([JSON.stringify(line)]) }, { as });
  const quote = await app.request(
    quotes.createForModel,
    { body: { models: ["gpt-4o-mini"], input_file_id: file.id } },
    { as },
  );
  const body = { quote_id: quote.quote_id, input_file_id: file.id };
  await app.request(batches.create, { body }, { as, idempotencyKey: "submitted" });
}

/** How many rows there are that a batch has left. */
async function rowsOfBatches(): Promise<number> {
  const [row] = await database.query<{ count: number }>(sql`
    select ((select count(*) from batches) + (select count(*) from batch_units)
      + (select count(*) from ledger_entries)
      + (select count(*) from jobs where kind <> 'sweep_ended'))::integer as count`);
  return row?.count ?? -1;
}

test("a worker in the middle of a unit writes nothing any more after another process has emptied the gateway", async () => {
  const api = await anotherApp({ config: { role: "api" } });
  const gate = gateStorage(storage, "batches/");
  const worker = await anotherApp({ config: { role: "worker" }, storage: gate.storage });
  await submitOneItem(api);
  expect(await rowsOfBatches()).toBeGreaterThan(0);
  const idle = worker.runJobs();
  await gate.reached;
  await api.request(local.reset, RESET);
  gate.open();
  await idle;
  await worker.app.worker.drain();
  expect(await rowsOfBatches()).toBe(0);
  expect(JSON.stringify(worker.failures)).toContain("LeaseLost");
});

test("a process that only answers requests leaves the jobs to others", async () => {
  const api = await anotherApp({ config: { role: "api" } });
  await submitOneItem(api);
  await api.app.start();
  expect(await rowsOfJob("plan_batch")).toEqual(["waiting"]);
});

async function rowsOfJob(kind: string): Promise<string[]> {
  const rows = await database.query<{ state: string }>(
    sql`select state from jobs where kind = ${kind}`,
  );
  return rows.map(({ state }) => state);
}

describe.runIf(testEngine === "postgres")("on PostgreSQL", () => {
  /** What was changed elsewhere is known by then. */
  const within = { timeout: 1_000, interval: 20 };

  test("sandbox settings that one process changes hold in another within a second", async () => {
    const sandbox = await createSandboxSettings(database);
    const [one, other] = [await anotherApp(), await anotherApp({ sandbox })];
    await other.app.start();
    await one.request(local.setSandbox, { body: { scenario: "busy", deadline_seconds: 60 } });
    expect(await other.request(local.getSandbox, {})).toMatchObject({ scenario: "busy" });
    await one.request(local.setSandbox, { body: { scenario: "outage" } });
    await expect.poll(() => sandbox.current().scenario, within).toBe("outage");
  });

  test("all processes are one instance, and a reset through one of them makes all of them another", async () => {
    const [one, other] = [await anotherApp(), await anotherApp()];
    await other.app.start();
    const instanceOf = async (app: TestApp) =>
      (await app.fetch("/v1/health")).headers.get(INSTANCE_HEADER);
    const before = await instanceOf(one);
    expect(await instanceOf(other)).toBe(before);
    await one.request(local.reset, RESET);
    const after = await instanceOf(one);
    expect(after).not.toBe(before);
    await expect.poll(() => instanceOf(other), within).toBe(after);
  });

  test("no rehearsal begins, and it is said before anybody tries", async () => {
    const app = await anotherApp();
    expect(await app.request(local.getRehearsal, {})).toEqual({
      rehearsal: null,
      can_begin: false,
    });
    await app.registerAndVerify();
    const body = { confirm: "reset", rehearsal: { scenario: "calm", seed: 1 } } as const;
    await expect(app.request(local.reset, { body })).rejects.toMatchObject({
      code: "rehearsal_unavailable",
      status: 409,
    });
    expect((await app.request(local.listMails, {})).data).toHaveLength(1);
  });
});
