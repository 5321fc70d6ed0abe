import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LLMock } from "@copilotkit/aimock";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { toMicros } from "#contract/primitives.ts";
import { findDeviations } from "./batches/test-books.ts";
import { loadCatalog } from "./catalog/catalog.ts";
import { loadLanes } from "./lanes/configured/load-lanes.ts";
import { createLaneEgress } from "./lanes/provider/lane-egress.ts";
import { createTestApp, type TestApp } from "./test-app.ts";

/*
 * Whole batches through a gateway whose lanes lead to an OpenAI-compatible server of somebody else's: aimock.
 */

const KEY = "sk-aimock-0123456789";

let upstream: LLMock;
let gateway: TestApp;
let folder: string;
let session: string;

beforeAll(async () => {
  upstream = new LLMock({ port: 0, host: "127.0.0.1", auth: { apiKeys: [KEY] } });
  await upstream.start();
  folder = await mkdtemp(join(tmpdir(), "provider-lanes-"));
  const path = join(folder, "lanes.json");
  await writeFile(path, JSON.stringify(lanesFile(`${upstream.url}/v1`)));
  const configured = await loadLanes(path, await loadCatalog(), {
    AIMOCK_KEY: KEY,
    WRONG_KEY: "no",
  });
  gateway = await createTestApp({
    catalog: configured.catalog,
    providers: { connections: configured.connections, egress: createLaneEgress() },
  });
});
beforeEach(async () => {
  await gateway.reset();
  session = (await gateway.registerAndVerify()).session_token;
  upstream.clearFixtures();
  upstream.clearRequests();
  upstream.onMessage(/.*/, (request) => ({ content: `You said: ${lastText(request)}` }));
  upstream.onEmbedding(/.*/, { embedding: [0.25, -0.5, 1] });
});
afterEach(() => expect(gateway.failures).toEqual([]));
afterAll(async () => {
  await gateway.close();
  await upstream.stop();
  await rm(folder, { recursive: true });
});

function lastText({ messages }: { messages: { content?: unknown }[] }): string {
  return String(messages.at(-1)?.content);
}

function lanesFile(base_url: string) {
  const server = {
    provider: "aimock",
    base_url,
    region: "local",
    privacy_tiers: ["standard"],
    concurrency: 4,
    timeout_ms: 10_000,
  };
  const model = (name: string, operations: string[], input: string, output: string) => ({
    model: name,
    new_model: {
      display_name: name,
      provider: "aimock",
      operations,
      context_window: 8_192,
      max_output_tokens: operations.includes("embeddings") ? 0 : 1_024,
    },
    upstream_model: `upstream-${name}`,
    input_price_per_million: input,
    output_price_per_million: output,
  });
  const chat = { ...server, adapter: "chat-completions", api_key_env: "AIMOCK_KEY" };
  return {
    lanes: [
      {
        ...chat,
        lane_id: "lane_chat",
        display_name: "Chat",
        models: [model("small", ["responses"], "10", "40"), model("free", ["responses"], "0", "0")],
      },
      {
        ...chat,
        lane_id: "lane_closed",
        display_name: "Closed",
        api_key_env: "WRONG_KEY",
        models: [model("shut", ["responses"], "10", "40")],
      },
      {
        ...server,
        lane_id: "lane_vectors",
        display_name: "Vectors",
        adapter: "embeddings",
        api_key_env: "AIMOCK_KEY",
        models: [model("vectors", ["embeddings"], "5", "0")],
      },
    ],
  };
}

const chatLine = (at: number, more: object = {}) => ({
  custom_id: `chat-${at}`,
  method: "POST",
  url: "/v1/chat/completions",
  body: { model: "small", messages: [{ role: "user", content: `Question ${at}` }], ...more },
});

const embeddingLine = (at: number) => ({
  custom_id: `vector-${at}`,
  method: "POST",
  url: "/v1/embeddings",
  body: { model: "vectors", input: [`Text ${at}`, "another"] },
});

/** Quotes, submits and runs a batch to its end. */
async function run(items: Record<string, unknown>[]): Promise<Batch> {
  const as = { as: session };
  const quote = await gateway.request(contract.quotes.createForModel, { body: { items } }, as);
  const { batch } = await gateway.request(
    contract.batches.create,
    { body: { quote_id: quote.quote_id, items } },
    { ...as, idempotencyKey: `submit-${quote.quote_id}` },
  );
  await gateway.runJobs();
  return gateway.request(contract.batches.get, { params: { id: batch.id } }, as);
}

async function resultsOf({ id }: Batch) {
  const as = { as: session };
  const input = { params: { id }, query: { limit: 100 } };
  return (await gateway.request(contract.batches.results, input, as)).data;
}

/** The provider's part of the bill, beside what the usage in the answers comes to at these prices per million tokens. */
async function billAgainst({ id }: Batch, input: bigint, output: bigint) {
  const as = { as: session };
  const bill = await gateway.request(contract.batches.billingReceipt, { params: { id } }, as);
  const rows = await resultsOf({ id } as Batch); // nothing but the id is read
  const micros = rows.reduce((sum, { response }) => {
    const { usage } = JSON.parse(JSON.stringify(response?.body));
    return (
      sum + input * BigInt(usage.prompt_tokens) + output * BigInt(usage.completion_tokens ?? 0)
    );
  }, 0n);
  return [toMicros(bill.provider_subtotal), micros];
}

test("a batch of chat lines runs through somebody else's server: each id once, billed at the configured prices", async () => {
  const batch = await run(Array.from({ length: 25 }, (_, at) => chatLine(at)));
  expect(batch).toMatchObject({
    status: "completed",
    counts: { total: 25, completed: 25, failed: 0 },
    lanes: [{ lane_id: "lane_chat", provider: "aimock", model: "small", completed: 25 }],
  });
  const rows = await resultsOf(batch);
  expect(rows.map(({ custom_id }) => custom_id)).toEqual(
    Array.from({ length: 25 }, (_, at) => `chat-${at}`),
  );
  expect(rows[7]?.response?.body).toMatchObject({
    object: "chat.completion",
    model: "upstream-small",
    choices: [{ message: { content: "You said: Question 7" }, finish_reason: "stop" }],
  });
  const [billed, used] = await billAgainst(batch, 10n, 40n);
  expect(billed).toBe(used);
  expect(billed).toBeGreaterThan(0n);
  expect(upstream.getRequests()).toHaveLength(25);
  expect(upstream.getLastRequest()?.body).toMatchObject({ model: "upstream-small" });
  expect(await findDeviations(gateway.database)).toEqual([]);
});

test("a batch of embeddings runs through the embeddings lane", async () => {
  const batch = await run([embeddingLine(0), embeddingLine(1)]);
  expect(batch.status).toBe("completed");
  const rows = await resultsOf(batch);
  expect(rows.map(({ response }) => response?.body)).toMatchObject([
    { object: "list", data: [{ embedding: [0.25, -0.5, 1] }, { embedding: [0.25, -0.5, 1] }] },
    { object: "list", data: [{ index: 0 }, { index: 1 }] },
  ]);
  const [billed, used] = await billAgainst(batch, 5n, 0n);
  expect(billed).toBe(used);
});

test("a server that limits and fails now and then is asked again, and every item is answered once", async () => {
  upstream.nextRequestError(429, { message: "Slow down", code: "rate_limit_exceeded" });
  upstream.nextRequestError(500, { message: "Oops" });
  const batch = await run(Array.from({ length: 6 }, (_, at) => chatLine(at)));
  expect(batch).toMatchObject({ status: "completed", counts: { completed: 6 } });
  expect(upstream.getRequests()).toHaveLength(8);
  const facts = (await resultsOf(batch)).map(({ batchrouter }) => batchrouter?.attempts ?? 0);
  expect(facts.reduce((sum, attempts) => sum + attempts, 0)).toBe(8);
});

test("a lane that costs nothing is quoted, run and billed at nothing", async () => {
  const batch = await run([chatLine(0, { model: "free" }), chatLine(1, { model: "free" })]);
  expect(batch).toMatchObject({
    status: "completed",
    counts: { completed: 2 },
    pricing_estimate: { total: { amount: "0.000000" } },
    cost: { amount: "0.000000" },
  });
  expect(await billAgainst(batch, 0n, 0n)).toEqual([0n, 0n]);
  expect(await findDeviations(gateway.database)).toEqual([]);
});

test("lines of all forms run through the same lane, each answered in its own", async () => {
  const response = { model: "small", input: "Second question" };
  const native = { messages: [{ role: "user", content: "Question" }] };
  const lines = [
    { custom_id: "response", method: "POST", url: "/v1/responses", body: response },
    { ...chatLine(1), custom_id: "chat" },
  ];
  const rows = await resultsOf(await run(lines));
  expect(rows.map(({ response: answer }) => answer?.body)).toMatchObject([
    { object: "response", output: [{ content: [{ text: "You said: Second question" }] }] },
    { object: "chat.completion", choices: [{ message: { content: "You said: Question 1" } }] },
  ]);
  const batch = await run([
    { customer_item_id: "native", operation: "responses", model: "small", input: native },
  ]);
  expect((await resultsOf(batch))[0]?.response?.body).toMatchObject({
    choices: [{ message: { content: "You said: Question" } }],
  });
});

test("an item that the server refuses fails alone, in the server's words", async () => {
  upstream.nextRequestError(400, { message: "Invalid 'temperature'.", code: "invalid_value" });
  const batch = await run([chatLine(0)]);
  expect(batch.counts).toMatchObject({ completed: 0, failed: 1 });
  expect((await resultsOf(batch))[0]?.error).toEqual({
    code: "invalid_input",
    message: "Chat answered 400: Invalid 'temperature'.",
  });
});

test("a lane whose key is refused ends the batch with the variable's name, and the key nowhere", async () => {
  const batch = await run([chatLine(0, { model: "shut" })]);
  expect(batch).toMatchObject({ status: "failed", error: { code: "no_lane_available" } });
  expect(batch.error?.message).toContain("Check the key in WRONG_KEY.");
  const events = await gateway.request(
    contract.batches.events,
    { params: { id: batch.id }, query: {} },
    { as: session },
  );
  expect(JSON.stringify([batch, events])).not.toContain(KEY);
});

test("the lanes and models say what they are, and nothing of how they are reached", async () => {
  const lanes = await gateway.request(contract.catalog.listLanes, {}, { as: session });
  const models = await gateway.request(contract.catalog.listModels, {});
  expect(lanes.data.map(({ lane_id, adapter, health }) => [lane_id, adapter, health])).toEqual([
    ["lane_chat", "chat-completions", "healthy"],
    ["lane_closed", "chat-completions", "healthy"],
    ["lane_vectors", "embeddings", "healthy"],
  ]);
  expect(models.pricing_updated_at).toBeNull();
  expect(JSON.stringify([lanes, models])).not.toMatch(new RegExp(`${KEY}|_KEY|127\\.0\\.0\\.1`));
});

test("a scenario of the sandbox leaves the lanes to providers alone", async () => {
  await gateway.request(contract.local.setSandbox, { body: { scenario: "outage" } });
  const batch = await run([chatLine(0)]);
  expect(batch.status).toBe("completed");
});

test("a workflow run that names no model gets one that is there, and a rehearsal is refused", async () => {
  const products = await gateway.request(contract.catalog.listWorkflowProducts, {});
  expect(products.data[0]?.default_model).toBe("small");
  await expect(
    gateway.request(contract.local.reset, {
      body: { confirm: "reset", rehearsal: { scenario: "calm", seed: 1 } },
    }),
  ).rejects.toMatchObject({ code: "rehearsal_unavailable" });
});
