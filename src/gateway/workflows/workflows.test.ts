import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { toMicros } from "#contract/primitives.ts";
import { ledgerOf, outboxOf } from "#gateway/dispatch/test-batches.ts";
import { createTestDispatch, type TestDispatch } from "#gateway/dispatch/test-dispatch.ts";
import { type LaneAnswer, LaneFailure } from "#gateway/lanes/lane.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(async () => {
  await gateway.reset();
  gateway.setScript(() => chatAnswer("Hello there."));
});
afterAll(() => gateway.close());

function chatAnswer(content: string): LaneAnswer {
  const choices = [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }];
  return {
    status_code: 200,
    request_id: "req_1",
    body_json: JSON.stringify({ object: "chat.completion", choices }),
    usage: { input_tokens: 12, output_tokens: 4 },
  };
}

const body = {
  input: { messages: [{ role: "user", content: "Say hello." }] },
  webhook: { url: "http://127.0.0.1:9/hook" },
};

async function createRun(org_id: Awaited<ReturnType<TestDispatch["newOrg"]>>, more: object = {}) {
  const { answer } = await gateway.call(gateway.workflows.createAgentRun, org_id, {
    body: { ...body, ...more },
  });
  return answer.run;
}

test("a run is queued with its quote and batch in one go, and ends completed with message, usage and cost", async () => {
  const org_id = await gateway.newOrg();
  const run = await createRun(org_id);
  expect(run).toMatchObject({
    workflow: "agent-main-thread@v1",
    status: "queued",
    model: "gpt-4o-mini",
    input: body.input,
    output: null,
    error: null,
    webhook: { url: body.webhook.url, secret: expect.stringMatching(/\S{20,}/) },
  });
  await gateway.addWorker().whenIdle();
  const { answer: done } = await gateway.call(gateway.workflows.getAgentRun, org_id, {
    params: { id: run.id },
  });
  expect(done).toMatchObject({
    status: "completed",
    input: body.input,
    output: {
      message: { role: "assistant", content: "Hello there." },
      finish_reason: "stop",
      usage: { input_tokens: 12, output_tokens: 4 },
    },
    error: null,
    webhook: { url: body.webhook.url },
  });
  expect(done.webhook).not.toHaveProperty("secret");
  const cost = done.output?.cost ?? { amount: "0" };
  expect(toMicros(cost)).toBeGreaterThan(0n);
  expect(await ledgerOf(gateway.database, org_id, run.batch_id)).toMatchObject({
    settles: 1,
    charged: toMicros(cost),
  });

  const events = await outboxOf(gateway.database, run.batch_id);
  expect(events).toEqual([
    expect.objectContaining({
      event: "workflow_run.completed",
      run_id: run.id,
      workflow: run.workflow,
      status: "completed",
      output: done.output,
    }),
  ]);
  expect(gateway.failures).toEqual([]);
});

test("a run whose item fails is failed, with the failure's code, in its answer and its event", async () => {
  const org_id = await gateway.newOrg();
  gateway.setScript(() => {
    throw new LaneFailure("content_policy", "not this");
  });
  const run = await createRun(org_id);
  await gateway.addWorker().whenIdle();
  const { answer: done } = await gateway.call(gateway.workflows.getAgentRun, org_id, {
    params: { id: run.id },
  });
  const error = { code: "content_policy", message: "not this" };
  expect(done).toMatchObject({ status: "failed", output: null, error });
  const [event] = await outboxOf(gateway.database, run.batch_id);
  expect(event).toMatchObject({
    event: "workflow_run.failed",
    status: "failed",
    output: null,
    error,
  });
});

test("a run for which no lane is left is failed and costs nothing", async () => {
  const org_id = await gateway.newOrg();
  gateway.setScript(() => {
    throw new LaneFailure("lane_unavailable", "down");
  });
  const run = await createRun(org_id);
  await gateway.addWorker().whenIdle();
  const { answer: done } = await gateway.call(gateway.workflows.getAgentRun, org_id, {
    params: { id: run.id },
  });
  expect(done).toMatchObject({ status: "failed", error: { code: "no_lane_available" } });
  expect(await ledgerOf(gateway.database, org_id, run.batch_id)).toMatchObject({
    balance_micros: 25_000_000n,
  });
});

test("an unknown model is refused with a path in the run's own body", async () => {
  const org_id = await gateway.newOrg();
  await expect(createRun(org_id, { model: "gpt-4o-minni" })).rejects.toMatchObject({
    code: "preflight_failed",
    details: { preflight: [expect.objectContaining({ code: "unknown_model", path: "model" })] },
  });
});

test("runs are listed newest first, to their own org alone, and their batches are not among the batches", async () => {
  const org_id = await gateway.newOrg();
  const runs: string[] = [];
  for (let at = 0; at < 3; at += 1) {
    runs.unshift((await createRun(org_id)).id);
    gateway.advance(1_000);
  }
  const list = async (query: object) =>
    (await gateway.call(gateway.workflows.listAgentRuns, org_id, { query: { limit: 2, ...query } }))
      .answer;
  const first = await list({});
  const second = await list({ cursor: first.next_cursor });
  expect([...first.data, ...second.data].map((run) => run.id)).toEqual(runs);
  expect(second.next_cursor).toBeNull();
  const { answer: batches } = await gateway.call(gateway.handlers.list, org_id, {
    query: { limit: 10 },
  });
  expect(batches.data).toEqual([]);
  const stranger = await gateway.newOrg();
  const asked = gateway.call(gateway.workflows.getAgentRun, stranger, { params: { id: runs[0] } });
  await expect(asked).rejects.toMatchObject({ code: "not_found" });
});

test("a run's version stays while nothing changes, and changes when it ends", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await createRun(org_id);
  const versionOf = async () =>
    (await gateway.call(gateway.workflows.getAgentRun, org_id, { params: { id } })).etag;
  const before = await versionOf();
  expect(await versionOf()).toBe(before);
  await gateway.addWorker().whenIdle();
  expect(await versionOf()).not.toBe(before);
});

test("tool calls and their results go to the model as they came, and stand in the run again", async () => {
  const org_id = await gateway.newOrg();
  const call = {
    id: "call_1",
    type: "function",
    function: { name: "weather", arguments: '{"city":"Paris"}' },
  };
  const messages = [
    { role: "user", content: "Is it raining in Paris?" },
    { role: "assistant", content: "", tool_calls: [call] },
    { role: "tool", content: '{"rain":true}', tool_call_id: "call_1" },
  ];
  gateway.setScript(({ body: sent }) => {
    expect(sent).toMatchObject({ messages });
    const message = { role: "assistant", content: null, tool_calls: [{ ...call, id: "call_2" }] };
    const answer = chatAnswer("");
    const choices = [{ index: 0, message, finish_reason: "tool_calls" }];
    return { ...answer, body_json: JSON.stringify({ object: "chat.completion", choices }) };
  });
  const run = await createRun(org_id, { input: { messages } });
  await gateway.addWorker().whenIdle();
  const { answer: done } = await gateway.call(gateway.workflows.getAgentRun, org_id, {
    params: { id: run.id },
  });
  expect(done.input.messages).toEqual(messages);
  expect(done.output).toMatchObject({
    message: { content: "", tool_calls: [{ ...call, id: "call_2" }] },
    finish_reason: "tool_calls",
  });
  expect(gateway.failures).toEqual([]);
});
