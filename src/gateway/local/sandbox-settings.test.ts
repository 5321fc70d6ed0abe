import type { Contract } from "#contract/index.ts";
import { newId } from "#contract/primitives.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { createTestDatabase } from "../database/test-database.ts";
import { call } from "../webhooks/test-webhooks.ts";
import { createSandboxSettingsHandlers } from "./sandbox-settings-handlers.ts";
import { createSandboxSettings, DEFAULT_SANDBOX_SETTINGS } from "./sandbox-settings.ts";

type Local = Contract["local"];

let database: Database;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

describe("the sandbox settings", () => {
  test("begin with the defaults, change only in what is given, and are there after a restart", async () => {
    const settings = await createSandboxSettings(database);
    expect(settings.current()).toEqual(DEFAULT_SANDBOX_SETTINGS);
    const handlers = createSandboxSettingsHandlers(settings);
    const set = (body: object) =>
      call<Local["setSandbox"]>(database, handlers.setSandbox, newId("org"), { body });
    await set({ scenario: "busy", failure_rates: { provider_500: 0.5 } });
    const changed = await set({ speed: 10, scenario: undefined });
    const expected = {
      ...DEFAULT_SANDBOX_SETTINGS,
      scenario: "busy",
      speed: 10,
      failure_rates: { provider_500: 0.5 },
    };
    expect(changed).toEqual(expected);
    expect(await call<Local["getSandbox"]>(database, handlers.getSandbox, newId("org"))).toEqual(
      expected,
    );
    expect((await createSandboxSettings(database)).current()).toEqual(expected);
  });

  test("keep every one of changes that are made at the same time", async () => {
    const changes = [
      { seed: 5 },
      { speed: 7 },
      { scenario: "busy" as const },
      { deadline_seconds: 9 },
    ];
    // Each process has a store of its own.
    const stores = await Promise.all(changes.map(() => createSandboxSettings(database)));
    await database.query(sql`delete from sandbox_settings`);
    await Promise.all(changes.map((change, at) => stores[at]?.change(change)));
    expect((await createSandboxSettings(database)).current()).toEqual(
      Object.assign({ ...DEFAULT_SANDBOX_SETTINGS }, ...changes),
    );
  });

  test("refuse a failure that no lane knows, by its field", async () => {
    const handlers = createSandboxSettingsHandlers(await createSandboxSettings(database));
    const body = { failure_rates: { provider_501: 0.5 } };
    const setting = call<Local["setSandbox"]>(database, handlers.setSandbox, newId("org"), {
      body,
    });
    await expect(setting).rejects.toMatchObject({
      code: "invalid_request",
      details: { issues: [{ path: "body.failure_rates.provider_501" }] },
    });
  });

  test("are the defaults again after a reset, and when what is stored cannot be read", async () => {
    const settings = await createSandboxSettings(database);
    await settings.change({ scenario: "outage" });
    await database.query(sql`update sandbox_settings set settings = '{"scenario":"gone"}'`);
    expect((await createSandboxSettings(database)).current()).toEqual(DEFAULT_SANDBOX_SETTINGS);
    await database.query(sql`delete from sandbox_settings`);
    await settings.reload();
    expect(settings.current()).toEqual(DEFAULT_SANDBOX_SETTINGS);
  });
});
