import { contract } from "#contract/index.ts";
import { PostgresDatabase } from "#gateway/database/postgres-database.ts";
import { sql } from "#gateway/database/sql.ts";
import { createLocalStorage } from "#gateway/storage/local-storage.ts";
import { createTestApp, type TestApp } from "#gateway/test-app.ts";
import { PostgresServer } from "#test-servers/postgres-server.ts";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestPlace, type TestPlace } from "../place-for-tests.ts";
import { UNIT_LIMITS } from "#gateway/dispatch/unit-limits.ts";

const SECRET_KEY = Buffer.alloc(32, 7);

let server: PostgresServer;
let place: TestPlace;
let settings: Record<string, string>;
let database: PostgresDatabase;
let gateway: TestApp;
let release = (): void => undefined;
/** What is retried waits for this, so that a unit is under way for as long as a test looks. */
const released = new Promise<void>((resolve) => (release = resolve));

beforeAll(async () => {
  server = await PostgresServer.create();
  const url = await server.createDatabase("doctor");
  settings = { DATABASE_URL: url, BATCHROUTER_SECRET_KEY: SECRET_KEY.toString("hex") };
  place = await createTestPlace();
  expect(await place.run("data", ["migrate"], settings)).toMatchObject({
    exitCode: 0,
    text: expect.stringContaining("ran 0001-jobs"),
  });
  database = new PostgresDatabase({ url, poolSize: 5 });
  gateway = await createTestApp({
    database,
    storage: await createLocalStorage(join(place.path("data"), "artifacts")),
    secretKey: SECRET_KEY,
    dispatch: {
      backoff: () => ({ retries: 8, baseMs: 1, maxMs: 5 }),
      random: () => 0.5,
      wait: () => released,
      unitLimits: UNIT_LIMITS,
    },
  });
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await database.close();
  await server.dispose();
  await place.remove();
});

const doctor = () => place.run("data", ["doctor"], settings);

async function submit(as: string, prompt: string): Promise<string> {
  const items = Array.from({ length: 300 }, (_, id) => ({
    customer_item_id: `item-${id}`,
    operation: "responses" as const,
    model: "gpt-4o-mini",
    input: { messages: [{ role: "user", content: prompt }] },
  }));
  const quote = await gateway.request(
    contract.quotes.createForModel,
    { body: { models: ["gpt-4o-mini"], items, estimated_output_tokens_per_item: 500 } },
    { as },
  );
  const { batch } = await gateway.request(
    contract.batches.create,
    { body: { quote_id: quote.quote_id, items } },
    { as, idempotencyKey: `doctor-${quote.quote_id}` },
  );
  return batch.id;
}

test("migrate and doctor work beside a gateway that runs, and find nothing wrong while batches go through it", async () => {
  expect(await place.run("data", ["migrate"], settings)).toEqual({
    exitCode: 0,
    text: "The database is up to date already.",
  });
  const { session_token } = await gateway.registerAndVerify();
  for (let at = 0; at < 3; at += 1) await submit(session_token, "Say hello.");
  await submit(session_token, "[[sandbox:fail code=provider_429 times=1]]");
  const running = gateway.runJobs();
  const looks = [await doctor(), await doctor()];
  const [open] = await database.query(sql`select 1 from batch_units where status = 'running'`);
  expect(open).toBeDefined();
  release();
  await running;
  for (const { exitCode, text } of [...looks, await doctor()])
    expect({ exitCode, text }).toMatchObject({
      exitCode: 0,
      text: expect.not.stringContaining("✗"),
    });
});

test("a server that cannot be reached is a line with a fix, without the password", async () => {
  const wrongPassword = {
    ...settings,
    DATABASE_URL: (settings.DATABASE_URL ?? "").replace("only-for-tests", "not-the-password"),
  };
  const { exitCode, text } = await place.run("data", ["doctor"], wrongPassword);
  expect(exitCode).toBe(1);
  expect(text).toMatch(/✗ database: .*DATABASE_URL/);
  expect(text).not.toContain("not-the-password");
});
