import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { contract } from "#contract/index.ts";
import { newId } from "#contract/primitives.ts";
import { Turns } from "../http/turns.ts";
import { checkedLanes, laneEntries } from "../lanes/check/test-checked-lanes.ts";
import { chatAnswer } from "../lanes/chat-completions/test-chat-answer.ts";
import { load, TEST_KEY } from "../lanes/configured/test-lanes-file.ts";
import { createLaneEgress } from "../lanes/provider/lane-egress.ts";
import {
  answering,
  type FaultServer,
  startFaultServer,
} from "../lanes/provider/test-fault-server.ts";
import { createTestApp, type TestApp } from "../test-app.ts";
import { call } from "../webhooks/test-webhooks.ts";
import { createLaneCheckHandlers } from "./lane-check-handlers.ts";

let server: FaultServer;
let gateway: TestApp;
let session: string;

beforeAll(async () => {
  server = await startFaultServer();
  const file = { sandbox: true, lanes: laneEntries(server.url) };
  const { catalog, connections } = await load(file, { OPENAI_API_KEY: TEST_KEY });
  const providers = { connections, egress: createLaneEgress() };
  gateway = await createTestApp({ catalog, providers });
  session = (await gateway.registerAndVerify()).session_token;
});
beforeEach(() => {
  server.requests.length = 0;
  server.behave(answering(200, chatAnswer({})));
});
afterEach(() => expect(gateway.failures).toEqual([]));
afterAll(async () => {
  await gateway.close();
  await server.close();
});

const check = (lane_id: string, body: { model?: string } = {}, as = session) =>
  gateway.request(contract.local.checkLane, { params: { lane_id }, body }, { as });

test("a lane to a provider is asked once and told of, a failing one with its status", async () => {
  expect(await check("lane_openai")).toMatchObject({
    ok: true,
    model: "gpt-4o-mini",
    status_code: 200,
    failure: null,
    usage: { input_tokens: 12, output_tokens: 3, is_estimated: false },
    cost: { currency: "usd", amount: "0.000004" },
    answer_excerpt: "Hello there.",
    request_id: "chatcmpl-test",
  });
  server.behave(answering(401, { error: { message: `Incorrect API key: ${TEST_KEY}` } }));
  const failed = await check("lane_openai");
  expect(failed).toMatchObject({ ok: false, status_code: 401, usage: null, cost: null });
  expect(failed.failure?.message).toContain("Check the key in OPENAI_API_KEY.");
  expect(server.requests).toHaveLength(2);
  expect(JSON.stringify(failed)).not.toContain(TEST_KEY);
});

test("a sandbox lane is asked for any model that it offers, by its slug or an alias, and for no other", async () => {
  const lanes = await checkedLanes(server.url);
  const groq = lanes.get("lane_groq")?.models ?? [];
  expect(await check("lane_groq")).toMatchObject({ ok: true, model: groq[0]?.model.slug });
  const second = groq[1]?.model.slug ?? "";
  expect(await check("lane_groq", { model: second })).toMatchObject({ model: second });
  const aliased = groq.find(({ model }) => model.aliases.length > 0)?.model;
  expect(await check("lane_groq", { model: aliased?.aliases[0] ?? "" })).toMatchObject({
    model: aliased?.slug,
  });
  await expect(check("lane_groq", { model: "gone" })).rejects.toMatchObject({
    code: "invalid_request",
    issues: [{ path: "body.model", message: expect.stringContaining(second) }],
  });
  expect(server.requests).toEqual([]);
});

test("a lane that is not there is not found", async () => {
  await expect(check("lane_gorq")).rejects.toMatchObject({
    status: 404,
    message: 'There is no lane "lane_gorq".',
  });
});

test("it takes a session or a key that may submit, since it may cost what submitting costs", async () => {
  await expect(check("lane_groq", {}, "")).rejects.toMatchObject({ status: 401 });
  const reader = await gateway.createKey(session, ["read"]);
  await expect(check("lane_groq", {}, reader.api_key)).rejects.toMatchObject({ status: 403 });
  const submitter = await gateway.createKey(session, ["submit"]);
  expect(await check("lane_groq", {}, submitter.api_key)).toMatchObject({ ok: true });
});

test("a client that goes away ends the call to the provider", async () => {
  const leaving = new AbortController();
  const isGone = new Promise<void>((resolve) => {
    server.behave((response) => {
      response.on("close", resolve);
      leaving.abort();
    });
  });
  const answer = await gateway.fetch("/local/lanes/lane_openai/check", {
    method: "POST",
    headers: { authorization: `Bearer ${session}`, "content-type": "application/json" },
    body: "{}",
    signal: leaving.signal,
  });
  expect(answer.status).toBe(499);
  await isGone;
});

test("what comes beyond the bound is refused, until a turn is free again", async () => {
  const lanes = await checkedLanes(server.url);
  const turns = new Turns({ concurrent: 1, waiting: 0, message: "Too many." });
  const { checkLane } = createLaneCheckHandlers(lanes, turns);
  const input = { params: { lane_id: "lane_openai" }, body: {} };
  const ask = () =>
    call<(typeof contract)["local"]["checkLane"]>(gateway.database, checkLane, newId("org"), input);
  let answerNow = (): void => {};
  const arrived = new Promise<void>((resolve) => {
    server.behave((response, request, seen) => {
      answerNow = () => answering(200, chatAnswer({}))(response, request, seen);
      resolve();
    });
  });
  const first = ask();
  await arrived;
  await expect(ask()).rejects.toMatchObject({ code: "overloaded" });
  answerNow();
  expect(await first).toMatchObject({ ok: true });
  server.behave(answering(200, chatAnswer({})));
  expect(await ask()).toMatchObject({ ok: true });
});

test("a hosted gateway does not have it", async () => {
  const hosted = await createTestApp({ config: { mode: "hosted" }, database: gateway.database });
  try {
    const path = "/local/lanes/lane_groq/check";
    expect((await hosted.fetch(path, { method: "POST", body: "{}" })).status).toBe(404);
  } finally {
    await hosted.close();
  }
});
