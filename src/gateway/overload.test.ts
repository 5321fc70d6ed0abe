import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { DEFAULT_OVERLOAD_LIMITS, type OverloadLimits } from "./overload-limits.ts";
import { closeServer, listen, SERVER_OPTIONS } from "./serve.ts";
import { nativeLine } from "./files/test-inputs.ts";
import { withFreeSpace } from "./storage/free-space.ts";
import { createLocalStorage } from "./storage/local-storage.ts";
import { createTestApp, type TestApp, type TestAppOverrides } from "./test-app.ts";

let first: TestApp;
let other: TestApp | undefined;
beforeAll(async () => {
  first = await createTestApp();
});
beforeEach(() => first.reset());
afterEach(async () => {
  await other?.close();
  other = undefined;
});
afterAll(() => first.close());

/** A gateway on the same database with limits of its own. */
async function limited(
  limits: Partial<OverloadLimits>,
  overrides: TestAppOverrides = {},
): Promise<TestApp> {
  const overload = { ...DEFAULT_OVERLOAD_LIMITS, ...limits };
  other = await createTestApp({ database: first.database, config: { overload }, ...overrides });
  return other;
}

const items = (count: number) =>
  Array.from(
    { length: count },
    (_, at) => JSON.parse(nativeLine(`item-${at}`)) as Record<string, unknown>,
  );

async function submit(app: TestApp, as: string, count: number, key: string) {
  const list = items(count);
  const { quote_id } = await app.request(
    contract.quotes.createForModel,
    { body: { items: list } },
    { as },
  );
  const body = { quote_id, items: list };
  return app.request(contract.batches.create, { body }, { as, idempotencyKey: key });
}

async function refusalOf(refused: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await refused.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error("expected a refusal", { cause: error });
  return error;
}

test("while more items wait than may, a batch is refused with a time to come back and its quote stays good", async () => {
  const app = await limited({ waitingItems: 20 });
  const as = (await app.registerAndVerify()).session_token;
  await submit(app, as, 20, "submission-1");
  const list = items(1);
  const { quote_id } = await app.request(
    contract.quotes.createForModel,
    { body: { items: list } },
    { as },
  );
  const again = () =>
    app.request(
      contract.batches.create,
      { body: { quote_id, items: list } },
      { as, idempotencyKey: "submission-2" },
    );
  const refusal = await refusalOf(again());
  expect(refusal).toMatchObject({ code: "overloaded", status: 503, retryAfterMs: 60_000 });
  expect(refusal.message).toMatch(/^20 items wait to be done/);
  const runs = await refusalOf(
    app.request(
      contract.workflows.createAgentRun,
      { body: { input: { messages: [{ role: "user", content: "Hi" }] } } },
      { as },
    ),
  );
  expect(runs.code).toBe("overloaded");

  await app.runJobs();
  const later = await limitedAgain(app);
  const { batch } = await later.request(
    contract.batches.create,
    { body: { quote_id, items: list } },
    { as, idempotencyKey: "submission-2" },
  );
  expect(batch.item_count).toBe(1);
});

test("the time to come back is what the lanes take for the items above the bound, at the rate of the last minute", async () => {
  const app = await limited({ waitingItems: 20 });
  const as = (await app.registerAndVerify()).session_token;
  await submit(app, as, 20, "submission-1");
  await app.runJobs();
  await app.app.worker.drain();
  const later = await limitedAgain(app);
  await submit(later, as, 22, "submission-2");
  // Twenty were done in the last minute, and three more would make room for one.
  const refusal = await refusalOf(submit(later, as, 1, "submission-3"));
  expect(refusal).toMatchObject({ code: "overloaded", retryAfterMs: 9_000 });
});

/** Another process, which counts anew. */
async function limitedAgain(before: TestApp): Promise<TestApp> {
  await before.close();
  return limited({ waitingItems: 20 });
}

test("a file that the disk has no room for is refused with a sentence, and nothing of it is kept", async () => {
  const folder = await mkdtemp(join(tmpdir(), "overload-"));
  let free = 0;
  const storage = withFreeSpace(await createLocalStorage(folder), async () => free, 1_000);
  const app = await limited({}, { storage });
  const as = (await app.registerAndVerify()).session_token;
  const upload = () =>
    app.request(contract.files.upload, { query: {}, body: new Blob([nativeLine("a")]) }, { as });
  const refusal = await refusalOf(upload());
  expect(refusal).toMatchObject({ code: "overloaded", status: 503, retryAfterMs: 60_000 });
  expect(refusal.message).toMatch(/storage is full/);
  expect((await app.request(contract.files.list, { query: {} }, { as })).data).toEqual([]);
  free = 2_000;
  expect((await upload()).line_count).toBe(1);
  await rm(folder, { recursive: true, force: true });
});

test("more uploads at a time than are taken are refused, and again taken when one has ended", async () => {
  const app = await limited({ uploads: 1 });
  const as = (await app.registerAndVerify()).session_token;
  const headers = { authorization: `Bearer ${as}`, "content-type": "application/x-ndjson" };
  let finish = (): void => {};
  let begun = (): void => {};
  const isBegun = new Promise<void>((resolve) => (begun = resolve));
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        controller.enqueue(Buffer.from(nativeLine("a")));
        begun();
        await new Promise<void>((resolve) => (finish = resolve));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const slow = app.fetch("/v1/files", {
    method: "POST",
    headers,
    body,
    duplex: "half",
  } as RequestInit);
  await isBegun;
  const refused = await app.fetch("/v1/files", { method: "POST", headers, body: nativeLine("b") });
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  finish();
  expect((await slow).status).toBe(201);
  const taken = await app.fetch("/v1/files", { method: "POST", headers, body: nativeLine("b") });
  expect(taken.status).toBe(201);
});

const FLOOD = 2_000;
const ANSWERED_WITHIN_MS = 60_000;
const MEBIBYTE = 1024 ** 2;

test("of 2,000 requests at once each is answered 2xx, 429 or 503 in bounded time and memory, and the gateway goes on", async () => {
  let refuse = (): void => {};
  const refused = new Promise<void>((resolve) => (refuse = resolve));
  const storage = withFreeSpace(
    await createLocalStorage(await mkdtemp(join(tmpdir(), "overload-"))),
    // A file waits for the first refusal: however fast the machine, requests pile up.
    () => refused.then(() => 2),
    1,
  );
  const app = await limited({ requests: 20 }, { storage });
  const as = (await app.registerAndVerify()).session_token;
  const server = createAdaptorServer({ fetch: app.app.fetch, serverOptions: SERVER_OPTIONS });
  await listen(server, { host: "127.0.0.1", port: 0 });
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  const url = `http://127.0.0.1:${port}`;
  const authorization = `Bearer ${as}`;
  const json = { authorization, "content-type": "application/json" };
  const quote = JSON.stringify({ items: items(100) });
  const requests: ((at: number) => Promise<Response>)[] = [
    () => fetch(`${url}/v1/batches`, { headers: { authorization } }),
    () => fetch(`${url}/v1/quotes/model`, { method: "POST", headers: json, body: quote }),
    (at) =>
      fetch(`${url}/v1/files`, {
        method: "POST",
        headers: { authorization, "content-type": "application/x-ndjson" },
        body: nativeLine(`flood-${at}`),
      }),
    () => fetch(`${url}/v1/auth/account/ledger`, { headers: { authorization } }),
  ];
  const before = process.memoryUsage().rss;
  const statuses = new Map<number, number>();
  let longestMs = 0;
  await Promise.all(
    Array.from({ length: FLOOD }, async (_, at) => {
      const startedAt = performance.now();
      const answer = await requests[at % requests.length]?.(at);
      await answer?.arrayBuffer();
      longestMs = Math.max(longestMs, performance.now() - startedAt);
      const status = answer?.status ?? 0;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 503) refuse();
      if (status === 503) expect(answer?.headers.get("retry-after")).toMatch(/^\d+$/);
    }),
  );
  expect([...statuses.keys()].filter((status) => ![200, 201, 429, 503].includes(status))).toEqual(
    [],
  );
  expect(statuses.get(503) ?? 0).toBeGreaterThan(0);
  expect((statuses.get(200) ?? 0) + (statuses.get(201) ?? 0)).toBeGreaterThan(0);
  expect(longestMs).toBeLessThan(ANSWERED_WITHIN_MS);
  expect((process.memoryUsage().rss - before) / MEBIBYTE).toBeLessThan(400);
  expect((await fetch(`${url}/v1/health/live`)).status).toBe(200);
  expect((await fetch(`${url}/v1/batches`, { headers: { authorization } })).status).toBe(200);
  await closeServer(server);
}, 90_000);
