import { contract } from "#contract/index.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DatabaseUnavailable } from "../database/database-error.ts";
import { createTestApp, type TestApp } from "../test-app.ts";

const { catalog } = contract;

let gateway: TestApp;
beforeAll(async () => void (gateway = await createTestApp()));
afterAll(() => gateway.close());

test("health tells what the process does, on what it keeps its state, and that it takes requests", async () => {
  expect(await gateway.request(catalog.health, {})).toMatchObject({
    status: "ok",
    role: "all",
    live: true,
    ready: true,
    not_ready_reason: null,
    database: gateway.database.engine,
    storage: "local",
    process_id: expect.stringMatching(/./),
  });
  expect(await gateway.request(catalog.checkReady, {})).toEqual({ ready: true });
});

test("a process that drains is live and not ready, and says why and when to ask again", async () => {
  const draining = await createTestApp({ database: gateway.database });
  await draining.app.drain(0);
  expect(await draining.request(catalog.checkLive, {})).toEqual({ live: true });
  await expect(draining.request(catalog.checkReady, {})).rejects.toMatchObject({
    code: "overloaded",
    status: 503,
    message: "The process is shutting down.",
    retryAfterMs: 1_000,
  });
  expect(await draining.request(catalog.health, {})).toMatchObject({ ready: false });
  await draining.close();
});

test("a worker answers probes and nothing else of the API", async () => {
  const worker = await createTestApp({
    database: gateway.database,
    config: { role: "worker" },
  });
  for (const path of ["/v1/health", "/v1/health/live", "/v1/health/ready"])
    expect((await worker.fetch(path)).status).toBe(200);
  for (const path of ["/v1/catalog/models", "/local/mailbox", "/openapi.json", "/"])
    expect((await worker.fetch(path)).status).toBe(404);
  await worker.close();
});

test("probes are answered however many there are", async () => {
  const limited = await createTestApp({
    database: gateway.database,
    config: { rateLimits: { principal: 1, address: 1, sign_in: 1, account: 1 } },
  });
  for (let probe = 0; probe < 3; probe += 1)
    expect((await limited.fetch("/v1/health/ready")).status).toBe(200);
  await limited.fetch("/v1/catalog/models");
  expect((await limited.fetch("/v1/catalog/models")).status).toBe(429);
  await limited.close();
});

test("while the database cannot be reached every request is told to come back, and afterwards all goes on", async () => {
  let isAway = false;
  const cut = async (): Promise<void> => {
    if (isAway) throw new DatabaseUnavailable("The server is away.");
  };
  const { database } = gateway;
  const app = await createTestApp({
    database: {
      engine: database.engine,
      query: async (statement) => (await cut(), database.query(statement)),
      transaction: async (work) => (await cut(), database.transaction(work)),
      close: async () => undefined,
    },
  });
  const { session_token: as } = await app.registerAndVerify();
  isAway = true;
  const away = { code: "overloaded", status: 503, retryAfterMs: 2_000 };
  await expect(app.request(contract.accounts.get, {}, { as })).rejects.toMatchObject(away);
  await expect(
    app.request(contract.apiKeys.create, { body: { label: "later" } }, { as }),
  ).rejects.toMatchObject(away);
  expect(await app.request(catalog.checkLive, {})).toEqual({ live: true });
  await expect(app.request(catalog.checkReady, {})).rejects.toMatchObject({
    message: "The database does not answer.",
  });
  isAway = false;
  expect(await app.request(contract.accounts.get, {}, { as })).toMatchObject({
    email_verified: true,
  });
  await app.close();
});
