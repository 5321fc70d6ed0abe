import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BatchLane, UpstreamAnswer } from "../batch-lane.ts";
import { LaneFailure } from "../lane.ts";
import { type FaultServer, startFaultServer } from "../provider/test-fault-server.ts";
import { TEST_KEY, testAccess } from "../provider/test-provider-lane.ts";
import { orderOf } from "../provider/test-upstream-order.ts";
import { requestOf } from "../sandbox/test-sandbox.ts";
import { anthropicLane } from "./test-anthropic-lane.ts";
import { errored, message, messageBatches, type MessageBatches } from "./test-played-anthropic.ts";

const BEGUN = testAccess().now();
const HOUR_MS = 3_600_000;
const { signal } = new AbortController();
const requests = [requestOf("Say one."), requestOf("Say two."), requestOf("Say three.")];

let server: FaultServer;
beforeAll(async () => {
  server = await startFaultServer();
});
afterAll(() => server.close());

let workspace: MessageBatches;
let lane: BatchLane;
beforeEach(() => {
  workspace = messageBatches(BEGUN);
  server.behave(workspace.behaviour);
  server.requests.length = 0;
  lane = anthropicLane(server.url);
});

function order(reference = "ref1", confirm?: () => Promise<void>) {
  const stated = { reference, requests, begun_at: BEGUN };
  return orderOf(lane, confirm === undefined ? stated : { ...stated, confirm });
}

async function answersOf(id: string): Promise<UpstreamAnswer[]> {
  const answers: UpstreamAnswer[] = [];
  for await (const answer of lane.answers(id, signal)) answers.push(answer);
  return answers;
}

/** The first and only batch of the workspace. */
function only() {
  const [batch] = workspace.batches;
  if (batch === undefined) throw new Error("There is no batch.");
  return batch;
}

describe("handing over", () => {
  test("makes one batch of all lines by one request, with the key and the version in their headers", async () => {
    const handed = order();
    expect(await lane.submit(handed, signal)).toBe(only().id);
    expect(only().requests.map(({ custom_id }) => custom_id)).toEqual(handed.ids);
    expect(only().requests[0]?.params).toMatchObject({
      model: "upstream/mini",
      max_tokens: 4_096,
      messages: [{ role: "user", content: "Say one." }],
    });
    const [request] = server.requests;
    expect(server.requests).toHaveLength(1);
    expect(request?.headers).toMatchObject({
      "x-api-key": TEST_KEY,
      "anthropic-version": "2023-06-01",
      "content-length": String(Buffer.byteLength(request?.body ?? "")),
    });
  });

  test("asks for no batch when somebody else has taken the order over, and says so in the taker's words", async () => {
    const reason = new Error("taken over");
    const taken = order("ref1", () => Promise.reject(reason));
    await expect(lane.submit(taken, signal)).rejects.toBe(reason);
    expect(server.requests).toEqual([]);
  });

  test("makes no batch when the order is taken over while its lines go out", async () => {
    const reason = new Error("taken over");
    let asked = 0;
    const taken = order("ref1", () =>
      (asked += 1) > 1 ? Promise.reject(reason) : Promise.resolve(),
    );
    await expect(lane.submit(taken, signal)).rejects.toBe(reason);
    expect(workspace.batches).toEqual([]);
  });

  test("fails as the lane's fault, and no item's, where the whole batch is refused", async () => {
    const lines = [requests[0], requests[0]].flatMap((request) => request ?? []);
    const doubled = orderOf(lane, { reference: "!", requests: lines, begun_at: BEGUN });
    await expect(lane.submit(doubled, signal)).rejects.toMatchObject({ code: "lane_unavailable" });
  });
});

describe("finding", () => {
  const ids = ["ref1_0", "ref1_1", "ref1_2"];
  const later = (ms: number): Date => new Date(BEGUN.getTime() + ms);

  test("is undecided while a batch of as many requests works, and decided when it has ended", async () => {
    const batch = workspace.add(later(1_000), ids);
    expect(await lane.find(order(), signal)).toBe("undecided");
    batch.status = "canceling";
    expect(await lane.find(order(), signal)).toBe("undecided");
    workspace.end(batch, () => ({ type: "expired" }));
    expect(await lane.find(order(), signal)).toBe(batch.id);
  });

  test("passes over a batch that is known to be of another order, though it works", async () => {
    const batch = workspace.add(later(1_000), ["ref2_0", "ref2_1", "ref2_2"]);
    const parts = { reference: "ref1", requests, begun_at: BEGUN };
    expect(await lane.find(orderOf(lane, parts), signal)).toBe("undecided");
    expect(await lane.find(orderOf(lane, { ...parts, taken: [batch.id] }), signal)).toBeNull();
  });

  test("tells by the custom ids that an ended batch is another's, and asks for its results once", async () => {
    const batch = workspace.add(later(1_000), ["ref2_0", "ref2_1", "ref2_2"]);
    workspace.end(batch, () => ({ type: "succeeded", message: message() }));
    expect(await lane.find(order(), signal)).toBeNull();
    expect(await lane.find(order(), signal)).toBeNull();
    expect(server.requests.filter(({ url }) => url.endsWith("/results"))).toHaveLength(1);
    expect(await lane.find(order("ref2"), signal)).toBe(batch.id);
  });

  test("finds one's own among others of as many requests", async () => {
    for (const reference of ["ref0", "ref1", "ref2"])
      workspace.end(
        workspace.add(
          later(1_000),
          [0, 1, 2].map((index) => `${reference}_${index}`),
        ),
        () => ({ type: "canceled" }),
      );
    const own = workspace.batches.find(({ requests: [first] }) => first?.custom_id === "ref1_0");
    expect(await lane.find(order(), signal)).toBe(own?.id);
  });

  test("leaves alone what has another number of requests, or was created before the order was begun or after it was last tried", async () => {
    workspace.add(later(2 * HOUR_MS), ids);
    workspace.add(later(1_000), [...ids, "ref1_3"]);
    workspace.add(later(-2 * HOUR_MS), ids);
    expect(await lane.find(order(), signal)).toBeNull();
    const tried_at = later(2 * HOUR_MS);
    const again = orderOf(lane, { reference: "ref1", requests, begun_at: BEGUN, tried_at });
    expect(await lane.find(again, signal)).toBe("undecided");
  });

  test("takes a batch whose results are kept no more for another's", async () => {
    const batch = workspace.add(later(1_000), ids);
    workspace.end(batch, () => ({ type: "expired" }));
    batch.is_archived = true;
    expect(await lane.find(order(), signal)).toBeNull();
  });

  test("goes through all pages of the list", async () => {
    for (let index = 0; index < 1_001; index += 1) workspace.add(later(2_000), ["other"]);
    const batch = workspace.add(later(1_000), ids);
    workspace.end(batch, () => ({ type: "expired" }));
    expect(await lane.find(order(), signal)).toBe(batch.id);
  });
});

describe("looking", () => {
  test.each([
    ["in_progress", { kind: "working" }],
    ["canceling", { kind: "working" }],
  ] as const)("a batch that is %s works on", async (status, state) => {
    const id = await lane.submit(order(), signal);
    only().status = status;
    expect(await lane.look(id, signal)).toEqual({
      ...state,
      counts: { total: 3, completed: 0, failed: 0 },
    });
  });

  test.each([
    [["succeeded", "succeeded", "errored"], "completed", { completed: 2, failed: 1 }],
    [["succeeded", "expired", "errored"], "expired", { completed: 1, failed: 1 }],
    [["canceled", "canceled", "expired"], "cancelled", { completed: 0, failed: 0 }],
  ] as const)("a batch that ended with %j is %s", async (types, why, counts) => {
    const id = await lane.submit(order(), signal);
    workspace.end(only(), (_custom_id, index) => ({ type: types[index] }));
    expect(await lane.look(id, signal)).toEqual({
      kind: "ended",
      why,
      counts: { total: 3, ...counts },
    });
  });
});

describe("answers", () => {
  test("come line by line as they are, with ids that repeat or are unknown", async () => {
    const id = await lane.submit(order(), signal);
    workspace.end(only(), () => ({ type: "succeeded", message: message() }));
    const [first, second] = only().results;
    const odd = { custom_id: "unknown", result: { type: "expired" } };
    only().results = [second, first, second, odd].flatMap((line) => line ?? []);
    const answers = await answersOf(id);
    expect(answers.map((answer) => answer.id)).toEqual(["ref1_1", "ref1_0", "ref1_1", "unknown"]);
    expect(answers.map(({ text }): unknown => JSON.parse(text))).toEqual(only().results);
  });

  test("are asked for where the batch says that they are, on the lane's own origin and on no other", async () => {
    const stranger = await startFaultServer();
    const id = await lane.submit(order(), signal);
    workspace.end(only(), () => ({ type: "expired" }));
    only().results_url = `${stranger.url}/v1/messages/batches/${id}/results`;
    expect(await answersOf(id)).toHaveLength(3);
    expect(stranger.connections()).toBe(0);
    only().results_url = `${server.url}/v1/messages/batches/${id}/results?part=1`;
    expect(await answersOf(id)).toHaveLength(3);
    expect(server.requests.at(-1)?.url).toBe(`/v1/messages/batches/${id}/results?part=1`);
    await stranger.close();
  });
});

describe("reading", () => {
  const [request = requestOf("")] = requests;
  const read = (result: object) =>
    lane.read({ id: "a", text: JSON.stringify({ custom_id: "a", result }) }, request);
  const failureOf = (result: object): unknown => {
    try {
      return read(result);
    } catch (error) {
      return error instanceof LaneFailure ? [error.code, error.message] : error;
    }
  };

  test("a message becomes the answer that the item asked for; cached tokens count as input", () => {
    const answer = read({ type: "succeeded", message: message() });
    expect(answer).toMatchObject({
      request_id: "msg_014VwiXbi91y3JMjcpyGBHX5",
      usage: { input_tokens: 15, output_tokens: 6 },
    });
    expect(JSON.parse(answer.body_json)).toMatchObject({ object: "chat.completion" });
  });

  test.each([
    ["invalid_request_error", "max_tokens: too large", "invalid_input"],
    [
      "invalid_request_error",
      "prompt is too long: 205000 tokens > 200000 maximum",
      "context_length",
    ],
    [
      "invalid_request_error",
      "input length and `max_tokens` exceed context limit",
      "context_length",
    ],
    ["request_too_large", "Request exceeds the maximum size", "invalid_input"],
    ["not_found_error", "model: gone", "lane_unavailable"],
    ["authentication_error", "invalid x-api-key", "lane_unavailable"],
    ["billing_error", "Your credit balance is too low", "lane_unavailable"],
    ["rate_limit_error", "Slow down", "provider_429"],
    ["overloaded_error", "Overloaded", "provider_500"],
    ["api_error", "Internal server error", "provider_500"],
    ["timeout_error", "Timed out", "provider_timeout"],
    ["some_new_error", "Unheard of", "provider_500"],
  ])("an error of the type %s (%s) is %s", (type, words, code) => {
    expect(failureOf(errored(type, words))).toEqual([code, expect.stringMatching(/\S/)]);
  });

  test.each(["expired", "canceled"])("a request that was %s was left undone", (type) => {
    expect(failureOf({ type })).toEqual(["provider_expired", expect.stringContaining("item")]);
  });

  test("a line that says nothing known is to be asked for anew", () => {
    expect(failureOf({ type: "odd" })).toEqual(["provider_broken_json", expect.anything()]);
  });
});

describe("ending and forgetting", () => {
  test("asks for the end of a batch; one that has ended or is gone is no failure", async () => {
    const id = await lane.submit(order(), signal);
    await lane.cancel(id, signal);
    expect(only().status).toBe("canceling");
    workspace.end(only(), () => ({ type: "canceled" }));
    await expect(lane.cancel(id, signal)).resolves.toBeUndefined();
    await lane.forget(id, signal);
    expect(workspace.batches).toEqual([]);
    await expect(lane.forget(id, signal)).resolves.toBeUndefined();
    await expect(lane.cancel(id, signal)).resolves.toBeUndefined();
  });

  test("fails to forget what goes on", async () => {
    const id = await lane.submit(order(), signal);
    await expect(lane.forget(id, signal)).rejects.toBeInstanceOf(LaneFailure);
    expect(only().id).toBe(id);
  });
});

test("a probe asks for one batch and tells a key that is refused", async () => {
  await expect(lane.probe(signal)).resolves.toBeUndefined();
  expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "GET /v1/messages/batches?limit=1",
  ]);
  const keyless = anthropicLane(server.url, { secret: null });
  await expect(keyless.probe(signal)).rejects.toMatchObject({ code: "lane_unavailable" });
});
