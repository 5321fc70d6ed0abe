import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { findDeviations } from "./batches/test-books.ts";
import { loadCatalog } from "./catalog/catalog.ts";
import {
  message,
  messageBatches,
  type MessageBatches,
} from "./lanes/anthropic-batch/test-played-anthropic.ts";
import { loadLanes } from "./lanes/configured/load-lanes.ts";
import {
  geminiProject,
  type GeminiProject,
  response,
} from "./lanes/gemini-batch/test-played-gemini.ts";
import { createLaneEgress } from "./lanes/provider/lane-egress.ts";
import { type FaultServer, startFaultServer } from "./lanes/provider/test-fault-server.ts";
import { TEST_KEY } from "./lanes/provider/test-provider-lane.ts";
import { createTestApp, type TestApp } from "./test-app.ts";

/*
 * Whole batches through a gateway whose lanes lead to providers of batches, played on this machine.
 */

let anthropic: FaultServer;
let gemini: FaultServer;
let workspace: MessageBatches;
let project: GeminiProject;
let gateway: TestApp;
let folder: string;
let session: string;

beforeAll(async () => {
  [anthropic, gemini] = await Promise.all([startFaultServer(), startFaultServer()]);
  folder = await mkdtemp(join(tmpdir(), "batch-lanes-"));
  const path = join(folder, "lanes.json");
  const lanes = [
    laneOf("anthropic-batch", anthropic.url, "claude"),
    laneOf("gemini-batch", gemini.url, "gemini"),
  ];
  await writeFile(path, JSON.stringify({ lanes }));
  const configured = await loadLanes(path, await loadCatalog(), { PLAYED_KEY: TEST_KEY });
  gateway = await createTestApp({
    catalog: configured.catalog,
    providers: { connections: configured.connections, egress: createLaneEgress() },
  });
});
beforeEach(async () => {
  await gateway.reset();
  session = (await gateway.registerAndVerify()).session_token;
  workspace = messageBatches(gateway.now());
  project = geminiProject();
  anthropic.behave(workspace.behaviour);
  gemini.behave(project.behaviour);
});
afterEach(() => expect(gateway.failures).toEqual([]));
afterAll(async () => {
  await gateway.close();
  await Promise.all([anthropic.close(), gemini.close()]);
  await rm(folder, { recursive: true });
});

function laneOf(adapter: string, base_url: string, model: string) {
  return {
    lane_id: `lane_${model}`,
    adapter,
    provider: "Played",
    display_name: adapter,
    base_url,
    api_key_env: "PLAYED_KEY",
    region: "local",
    privacy_tiers: ["standard"],
    concurrency: 4,
    models: [
      {
        model,
        new_model: {
          display_name: model,
          provider: "Played",
          operations: ["responses"],
          context_window: 8_192,
          max_output_tokens: 1_024,
        },
        upstream_model: `upstream-${model}`,
        input_price_per_million: "10",
        output_price_per_million: "40",
      },
    ],
  };
}

const lineOf = (model: string, at: number) => ({
  custom_id: `item ${at}`,
  method: "POST",
  url: at % 2 === 0 ? "/v1/chat/completions" : "/v1/responses",
  body:
    at % 2 === 0
      ? { model, messages: [{ role: "user", content: `Question ${at}` }] }
      : { model, input: `Question ${at}` },
});

/** Submits a batch of ten items and lets the gateway hand them over. */
async function submit(model: string): Promise<Batch> {
  const as = { as: session };
  const items = Array.from({ length: 10 }, (_, at) => lineOf(model, at));
  const quote = await gateway.request(contract.quotes.createForModel, { body: { items } }, as);
  const { batch } = await gateway.request(
    contract.batches.create,
    { body: { quote_id: quote.quote_id, items } },
    { ...as, idempotencyKey: `submit-${quote.quote_id}` },
  );
  await gateway.runJobs();
  return batch;
}

/** Lets time pass until the gateway has looked at its batches again. */
async function pass(): Promise<void> {
  gateway.advance(5 * 60_000);
  await gateway.runJobs();
}

async function statusOf({ id }: Batch) {
  const as = { as: session };
  const { status, counts } = await gateway.request(contract.batches.get, { params: { id } }, as);
  return { status, completed: counts.completed };
}

async function expectAnswers({ id }: Batch): Promise<void> {
  const input = { params: { id }, query: { limit: 100 } };
  const { data } = await gateway.request(contract.batches.results, input, { as: session });
  expect(data.map(({ custom_id }) => custom_id)).toEqual(
    Array.from({ length: 10 }, (_, at) => `item ${at}`),
  );
  for (const [at, row] of data.entries())
    expect(row.response?.body).toMatchObject({
      object: at % 2 === 0 ? "chat.completion" : "response",
    });
  expect(await findDeviations(gateway.database)).toEqual([]);
}

const succeeded = () => ({ type: "succeeded", message: message() });

describe("a batch of chats and responses", () => {
  test("goes to Anthropic as one, comes back each item in its own form, and is forgotten there", async () => {
    const batch = await submit("claude");
    const [held] = workspace.batches;
    expect([workspace.batches.length, held?.requests.length]).toEqual([1, 10]);
    for (const each of workspace.batches) workspace.end(each, succeeded);
    await pass();
    expect(await statusOf(batch)).toEqual({ status: "completed", completed: 10 });
    await expectAnswers(batch);
    expect(workspace.batches).toEqual([]);
  });

  test("goes to Gemini as one, comes back each item in its own form, and leaves no file there", async () => {
    const batch = await submit("gemini");
    expect(project.batches).toMatchObject([{ model: "models/upstream-gemini" }]);
    for (const each of project.batches) project.end(each, (key) => ({ key, response: response() }));
    await pass();
    expect(await statusOf(batch)).toEqual({ status: "completed", completed: 10 });
    await expectAnswers(batch);
    expect([project.batches, [...project.files.keys()]]).toEqual([[], []]);
  });
});

describe("a batch whose making was not answered", () => {
  test("is found at Anthropic when it has ended, and not made again", async () => {
    let made = 0;
    anthropic.behave((outgoing, request, seen) => {
      if (seen.method !== "POST") return workspace.behaviour(outgoing, request, seen);
      made += 1;
      workspace.answer(seen);
      return void outgoing.socket?.resetAndDestroy();
    });
    const batch = await submit("claude");
    await pass();
    await pass();
    expect(await statusOf(batch)).toMatchObject({ completed: 0 });
    for (const each of workspace.batches) workspace.end(each, succeeded);
    for (let round = 0; round < 3; round += 1) await pass();
    expect(await statusOf(batch)).toEqual({ status: "completed", completed: 10 });
    await expectAnswers(batch);
    expect(made).toBe(1);
  });

  test("is found at Gemini by its name, and not made again", async () => {
    let made = 0;
    gemini.behave((outgoing, request, seen) => {
      if (!seen.url.includes(":batchGenerateContent"))
        return project.behaviour(outgoing, request, seen);
      made += 1;
      project.answer(seen);
      return void outgoing.socket?.resetAndDestroy();
    });
    const batch = await submit("gemini");
    await pass();
    for (const each of project.batches) project.end(each, (key) => ({ key, response: response() }));
    for (let round = 0; round < 3; round += 1) await pass();
    expect(await statusOf(batch)).toEqual({ status: "completed", completed: 10 });
    await expectAnswers(batch);
    expect(made).toBe(1);
  });
});
