import { afterEach, beforeEach, expect, test } from "vitest";
import { chatAnswer } from "../chat-completions/test-chat-answer.ts";
import { TEST_KEY } from "../configured/test-lanes-file.ts";
import {
  answering,
  type Behaviour,
  type FaultServer,
  openAiError,
  startFaultServer,
} from "../provider/test-fault-server.ts";
import { checkLane } from "./check-lane.ts";
import { costsMoney } from "./checkable-lanes.ts";
import { checkedLanes } from "./test-checked-lanes.ts";

let server: FaultServer;
beforeEach(async () => {
  server = await startFaultServer();
  server.behave(answering(200, chatAnswer({}), { "x-request-id": "req_upstream" }));
});
afterEach(() => server.close());

type Lanes = Awaited<ReturnType<typeof checkedLanes>>;

async function check(laneId: string, lanes?: Lanes, signal = new AbortController().signal) {
  const lane = (lanes ?? (await checkedLanes(server.url))).get(laneId);
  const [offered] = lane?.models ?? [];
  if (lane === undefined || offered === undefined) throw new Error(`no lane ${laneId}`);
  return checkLane(lane, offered, signal);
}

const sent = (): Record<string, unknown> => JSON.parse(server.requests[0]?.body ?? "null");

test("an answer comes with its time, the provider's count, the cost at the lane's prices and its first words", async () => {
  expect(await check("lane_openai")).toEqual({
    ok: true,
    model: "gpt-4o-mini",
    duration_ms: expect.any(Number),
    status_code: 200,
    failure: null,
    usage: { input_tokens: 12, output_tokens: 3, is_estimated: false },
    // 12 × $0.15 and 3 × $0.60 a million are 3.6 micro-dollars.
    cost: { currency: "usd", amount: "0.000004" },
    answer_excerpt: "Hello there.",
    request_id: "req_upstream",
  });
  expect(server.requests).toHaveLength(1);
  expect(sent()).toMatchObject({ model: "gpt-4o-mini", max_completion_tokens: 32 });
});

test("an answer without counts says that its tokens are estimated", async () => {
  server.behave(answering(200, chatAnswer({ usage: undefined })));
  const { usage } = await check("lane_openai");
  expect(usage).toMatchObject({ is_estimated: true });
  expect(usage?.input_tokens).toBeGreaterThan(0);
});

test("a lane for embeddings is sent a text to embed", async () => {
  const usage = { prompt_tokens: 7, total_tokens: 7 };
  const data = [{ object: "embedding", index: 0, embedding: [0.25, -0.5, 1, 2] }];
  server.behave(answering(200, { object: "list", data, model: "m", usage }));
  expect(await check("lane_vectors")).toMatchObject({
    ok: true,
    usage: { input_tokens: 7, output_tokens: 0, is_estimated: false },
    answer_excerpt: "An embedding of 4 numbers: 0.25, -0.5, 1, …",
  });
  expect(server.requests[0]?.url).toBe("/v1/embeddings");
  expect(sent()).toMatchObject({ model: "upstream-embedding", input: expect.any(String) });
});

const FAULTS: [string, Behaviour, object][] = [
  [
    "a refused key by the name of its variable",
    answering(401, openAiError("invalid_request_error", "invalid_api_key", `No: ${TEST_KEY}`)),
    {
      status_code: 401,
      failure: {
        code: "lane_unavailable",
        message: expect.stringContaining("Check the key in OPENAI_API_KEY."),
        fix: null,
      },
    },
  ],
  [
    "a model that is not there by its name at the provider",
    answering(404, openAiError("invalid_request_error", "model_not_found", "No such model.")),
    {
      status_code: 404,
      failure: {
        code: "lane_unavailable",
        message: expect.stringContaining('Check upstream_model "gpt-4o-mini"'),
      },
    },
  ],
  [
    "a server that limits, without asking it again",
    answering(429, openAiError("requests", "rate_limit_exceeded", "Slow."), { "retry-after": "0" }),
    { status_code: 429, failure: { code: "provider_429", fix: expect.stringContaining("Wait") } },
  ],
  [
    "a server that fails, with its own status",
    answering(503, openAiError("server_error", null, "Loading the model.")),
    {
      status_code: 503,
      failure: {
        code: "provider_500",
        message: "OpenAI answered 503: Loading the model.",
        fix: expect.stringContaining("base_url"),
      },
    },
  ],
  [
    "silence, at the lane's own deadline",
    () => {},
    {
      status_code: null,
      failure: { code: "provider_timeout", fix: expect.stringContaining("timeout_ms") },
    },
  ],
  [
    "what is no JSON",
    answering(200, "<!doctype html><h1>Welcome</h1>"),
    {
      status_code: 200,
      failure: { code: "provider_broken_json", fix: expect.stringContaining("/v1") },
    },
  ],
  [
    "a body that breaks off",
    (response) =>
      response
        .writeHead(200, { "content-length": "1000" })
        .write('{"choices":', () => response.destroy()),
    { status_code: 200, failure: { code: "provider_half_answer", fix: expect.any(String) } },
  ],
];

test.each(FAULTS)("a check tells of %s", async (_, behaviour, outcome) => {
  server.behave(behaviour);
  const told = await check("lane_openai", await checkedLanes(server.url, { timeout_ms: 300 }));
  expect(told).toMatchObject({ ok: false, usage: null, cost: null, ...outcome });
  expect(server.requests).toHaveLength(1);
  expect(JSON.stringify(told)).not.toContain(TEST_KEY);
});

test("a server that is not there has no status", async () => {
  const { url } = server;
  await server.close();
  const told = await check("lane_openai", await checkedLanes(url));
  expect(told).toMatchObject({ ok: false, status_code: null, failure: { code: "provider_500" } });
  server = await startFaultServer();
});

test("a lane that is handed whole batches is asked for its list of them, which costs nothing, and no model for anything", async () => {
  server.behave(answering(200, { object: "list", data: [], has_more: false }));
  const lanes = await checkedLanes(server.url, { adapter: "openai-batch" });
  expect(await check("lane_openai", lanes)).toEqual({
    is_probe: true,
    ok: true,
    model: "gpt-4o-mini",
    duration_ms: expect.any(Number),
    status_code: 200,
    failure: null,
    usage: null,
    cost: null,
    answer_excerpt: null,
    request_id: null,
  });
  expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "GET /v1/batches?limit=1",
  ]);
  const { entry, models } = lanes.get("lane_openai") ?? { entry: null, models: [] };
  const [offered] = models;
  expect(entry !== null && offered !== undefined && costsMoney(entry, offered)).toBe(false);
});

test("a batch lane's server without a batch API is told apart, with what helps", async () => {
  server.behave(answering(200, "<!doctype html><h1>Welcome</h1>"));
  const lanes = await checkedLanes(server.url, { adapter: "openai-batch" });
  expect(await check("lane_openai", lanes)).toMatchObject({
    is_probe: true,
    ok: false,
    failure: { code: "provider_broken_json", fix: expect.stringContaining("batch API") },
  });
});

test("without its key nothing is sent, and the variable is named", async () => {
  const told = await check("lane_openai", await checkedLanes(server.url, {}, {}));
  expect(told).toMatchObject({
    ok: false,
    status_code: null,
    failure: { message: expect.stringContaining("OPENAI_API_KEY is not set") },
  });
  expect(server.requests).toEqual([]);
});

test("a key that the provider says again is hidden, and a long answer is cut", async () => {
  const content = `${TEST_KEY} ${"words ".repeat(100)}`;
  server.behave(answering(200, chatAnswer({ message: { content } }), { "x-request-id": TEST_KEY }));
  const told = await check("lane_openai");
  expect(JSON.stringify(told)).not.toContain(TEST_KEY);
  expect(told.answer_excerpt).toMatch(/^«hidden» words .*…$/);
  expect(told.answer_excerpt?.length).toBeLessThanOrEqual(200);
});

test("whoever asked and goes away ends the call", async () => {
  const leaving = new AbortController();
  const isGone = new Promise<void>((resolve) => {
    server.behave((response) => {
      response.on("close", resolve);
      leaving.abort(new Error("gone"));
    });
  });
  await expect(check("lane_openai", undefined, leaving.signal)).rejects.toThrow("gone");
  await isGone;
});

test("every sandbox lane answers at once, whatever its luck, and costs nothing", async () => {
  const lanes = await checkedLanes(server.url, {}, {}, { speed: 1 });
  const sandbox = [...lanes.values()].filter(({ entry }) => entry.adapter === "sandbox");
  expect(sandbox.length).toBeGreaterThan(20);
  for (const { entry, models } of sandbox) {
    const [offered] = models;
    expect(await check(entry.lane_id, lanes), entry.lane_id).toMatchObject({ ok: true });
    expect(offered !== undefined && costsMoney(entry, offered)).toBe(false);
  }
});

test("a sandbox lane that is told to be down is, and the scenario is named as what helps", async () => {
  const lanes = await checkedLanes(server.url, {}, {}, { scenario: "outage" });
  expect(await check("lane_groq", lanes)).toMatchObject({
    ok: false,
    failure: { code: "lane_unavailable", fix: expect.stringContaining("scenario") },
  });
});
