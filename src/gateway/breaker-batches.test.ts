import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { loadCatalog } from "./catalog/catalog.ts";
import type { Database } from "./database/database.ts";
import { createTestDatabase, emptyTestDatabase } from "./database/test-database.ts";
import { chatAnswer } from "./lanes/chat-completions/test-chat-answer.ts";
import { loadLanes } from "./lanes/configured/load-lanes.ts";
import { createLaneEgress } from "./lanes/provider/lane-egress.ts";
import {
  answering,
  type FaultServer,
  openAiError,
  startFaultServer,
} from "./lanes/provider/test-fault-server.ts";
import { createTestApp, type TestApp } from "./test-app.ts";

/*
 * Whole batches on lanes to two servers of the test's own, one of which fails for a while. The clock stands still, and waits
 * are over at once.
 */

const CONCURRENCY = 4;
const works = answering(200, chatAnswer({}));
const fails = answering(500, openAiError("server_error", null, "The server had an error."));
const refuses = answering(401, openAiError("invalid_request_error", "invalid_api_key", "No."));

let cheap: FaultServer;
let dear: FaultServer;
let gateway: TestApp;
let database: Database;
let folder: string;
let session: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "breaker-batches-"));
  [cheap, dear] = await Promise.all([startFaultServer(), startFaultServer()]);
});
beforeEach(async () => {
  await emptyTestDatabase(database);
  const path = join(folder, "lanes.json");
  await writeFile(path, JSON.stringify(lanesFile()));
  const configured = await loadLanes(path, await loadCatalog(), {});
  // Another gateway each time, since breakers remember.
  gateway = await createTestApp({
    database,
    catalog: configured.catalog,
    providers: { connections: configured.connections, egress: createLaneEgress() },
  });
  session = (await gateway.registerAndVerify()).session_token;
  cheap.behave(works);
  dear.behave(works);
  cheap.requests.length = 0;
  dear.requests.length = 0;
});
afterEach(async () => {
  // First of all, or its worker would go on with what the next test submits.
  await gateway.close();
  expect(gateway.failures).toEqual([]);
});
afterAll(async () => {
  await Promise.all([cheap.close(), dear.close(), database.close()]);
  await rm(folder, { recursive: true });
});

function lanesFile() {
  const prices = (price: string) => ({
    input_price_per_million: price,
    output_price_per_million: price,
  });
  const lane = (lane_id: string, display_name: string, url: string) => ({
    lane_id,
    display_name,
    adapter: "chat-completions",
    provider: "Test",
    base_url: `${url}/v1`,
    region: "local",
    privacy_tiers: ["standard"],
    concurrency: CONCURRENCY,
  });
  const models = ["both", "only"].map((name) => ({
    model: name,
    upstream_model: name,
    new_model: {
      display_name: name,
      provider: "Test",
      operations: ["responses"],
      context_window: 8_192,
      max_output_tokens: 1_024,
    },
    ...prices("1"),
  }));
  return {
    sandbox: true,
    lanes: [
      { ...lane("lane_cheap", "Cheap", cheap.url), models },
      {
        ...lane("lane_dear", "Dear", dear.url),
        models: [{ model: "both", upstream_model: "both", ...prices("2") }],
      },
    ],
  };
}

const linesOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    custom_id: `item-${at}`,
    method: "POST",
    url: "/v1/chat/completions",
    body: { model: name, messages: [{ role: "user", content: `Question ${at}` }] },
  }));

async function quoteFor(items: Record<string, unknown>[]) {
  return gateway.request(contract.quotes.createForModel, { body: { items } }, { as: session });
}

/** Quotes, submits and runs a batch to its end. */
async function run(items: Record<string, unknown>[]): Promise<Batch> {
  const as = { as: session };
  const { quote_id } = await quoteFor(items);
  const { batch } = await gateway.request(
    contract.batches.create,
    { body: { quote_id, items } },
    { ...as, idempotencyKey: `submit-${quote_id}` },
  );
  await gateway.runJobs();
  return gateway.request(contract.batches.get, { params: { id: batch.id } }, as);
}

async function laneState(lane_id: string) {
  const { data } = await gateway.request(contract.catalog.listLanes, {}, { as: session });
  return data.find((lane) => lane.lane_id === lane_id);
}

async function receiptsOf({ id }: Batch) {
  const input = { params: { id }, query: {} };
  return (await gateway.request(contract.batches.routeReceipts, input, { as: session })).data;
}

test("a batch goes to the fallback when its lane fails, the breaker opens, quotes leave the lane out, and one call closes it again", async () => {
  cheap.behave(fails);
  const batch = await run(linesOf("both", 30));
  expect(batch).toMatchObject({ status: "completed", counts: { completed: 30, failed: 0 } });
  // Those that were under way when it opened came to their end.
  expect(cheap.requests.length).toBeGreaterThanOrEqual(20);
  expect(cheap.requests.length).toBeLessThan(20 + CONCURRENCY);
  expect(dear.requests).toHaveLength(30);
  const [first] = await receiptsOf(batch);
  expect(first).toMatchObject({ lane_id: "lane_cheap", outcome: "climbed" });
  expect(first?.next_rung_reason).toContain("the breaker of Cheap is open since 12:00 UTC (");

  gateway.advance(2_000);
  const reason =
    "The breaker is open since 12:00 UTC: 20 of its last 20 calls failed, the latest with provider_500 (HTTP 500). The lane is tried again at 12:00 UTC.";
  expect(await laneState("lane_cheap")).toMatchObject({
    health: "down",
    health_reason: reason,
    health_since: "2026-11-24T12:00:00.000Z",
    breaker: "open",
    tried_again_at: "2026-11-24T12:00:15.000Z",
    success_rate: 0,
  });
  const { data: models } = await gateway.request(contract.catalog.listModels, {});
  const both = models.find(({ slug }) => slug === "both");
  expect(both?.provider_offerings.map(({ lane_id, health }) => [lane_id, health])).toEqual([
    ["lane_cheap", "down"],
    ["lane_dear", "healthy"],
  ]);
  const { quote_lanes } = await quoteFor(linesOf("both", 5));
  expect(quote_lanes.map(({ lane_id, rejection }) => [lane_id, rejection])).toEqual([
    ["lane_dear", null],
    ["lane_cheap", { code: "lane_down", message: reason }],
  ]);

  cheap.behave(works);
  gateway.advance(15_000);
  expect(await laneState("lane_cheap")).toMatchObject({ health: "degraded", breaker: "half_open" });
  const next = await run(linesOf("both", 5));
  expect(next).toMatchObject({ status: "completed", counts: { completed: 5 } });
  gateway.advance(2_000);
  expect(await laneState("lane_cheap")).toMatchObject({
    health: "degraded",
    health_reason: expect.stringMatching(/^Of its last \d+ calls \d+ % succeeded\.$/),
    breaker: "closed",
    tried_again_at: null,
  });
  gateway.advance(20 * 60_000);
  expect(await laneState("lane_cheap")).toMatchObject({ health: "healthy", health_reason: null });
});

test("items whose only lane fails for a while wait for it to come back, and none of them fails", async () => {
  let left = 22;
  cheap.behave((...call) => (left-- > 0 ? fails : works)(...call));
  const batch = await run(linesOf("only", 30));
  expect(batch).toMatchObject({ status: "completed", counts: { completed: 30, failed: 0 } });
  expect(cheap.requests).toHaveLength(52);
  const receipts = await receiptsOf(batch);
  expect(new Set(receipts.map(({ outcome }) => outcome))).toEqual(new Set(["done"]));
  // Each retry was a call: to be held was none.
  expect(receipts.reduce((sum, { retries }) => sum + retries, 0)).toBe(22);
});

test("a refused key opens the breaker at once, and the items go on", async () => {
  cheap.behave(refuses);
  const batch = await run(linesOf("both", 20));
  expect(batch).toMatchObject({ status: "completed", counts: { completed: 20 } });
  expect(cheap.requests.length).toBeLessThan(3 + CONCURRENCY);
  gateway.advance(2_000);
  expect((await laneState("lane_cheap"))?.health_reason).toContain(
    "its last 3 calls were refused with lane_unavailable (HTTP 401)",
  );
});

test("speed is measured, and quotes go by it from fifty calls on and say so", async () => {
  const expected = (await quoteFor(linesOf("both", 100))).quote_lanes[0];
  expect(expected?.figures?.measured_calls).toBeNull();
  await run(linesOf("both", 50));
  gateway.advance(2_000);
  const state = await laneState("lane_cheap");
  expect(state).toMatchObject({ measured_calls: 50, success_rate: 1, health: "healthy" });
  // A server on this machine, against the three seconds that are expected of one of no known speed.
  expect(state?.latency_ms?.median).toBeLessThan(1_500);
  const measured = (await quoteFor(linesOf("both", 100))).quote_lanes[0];
  expect(measured).toMatchObject({ lane_id: "lane_cheap", figures: { measured_calls: 50 } });
  expect(measured?.figures?.expected_seconds).toBeLessThan(
    expected?.figures?.expected_seconds ?? 0,
  );
});

test("sandbox lanes fail as they are told to, and no breaker opens over it", async () => {
  await gateway.request(contract.local.setSandbox, { body: { scenario: "outage" } });
  const { data } = await gateway.request(contract.catalog.listLanes, {}, { as: session });
  const played = data.filter(({ adapter }) => adapter === "sandbox");
  expect(new Set(played.map(({ health_reason }) => health_reason))).toEqual(
    new Set(["The sandbox plays the scenario outage."]),
  );
  expect(new Set(played.map(({ breaker }) => breaker))).toEqual(new Set(["closed"]));
});
