import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { UpstreamState } from "../batch-lane.ts";
import { chatAnswer } from "../chat-completions/test-chat-answer.ts";
import type { LaneRequest } from "../lane.ts";
import { answering, type FaultServer, startFaultServer } from "../provider/test-fault-server.ts";
import { testAccess } from "../provider/test-provider-lane.ts";
import { orderOf as testOrderOf } from "../provider/test-upstream-order.ts";
import { requestOf } from "../sandbox/test-sandbox.ts";
import { BATCH, openAiBatchLane } from "./test-openai-batch-lane.ts";
import { type PlayedOpenAi, playOpenAi } from "./test-played-openai.ts";

let server: FaultServer;
let provider: PlayedOpenAi;
beforeEach(async () => {
  server = await startFaultServer();
  provider = playOpenAi();
  server.behave((response, _request, seen) => {
    const { status, body } = provider.answer(seen);
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
});
afterEach(() => server.close());

const { signal } = new AbortController();
const lane = (endpoints = BATCH.endpoints) =>
  openAiBatchLane(server.url, 10_000, testAccess(), { batch: { ...BATCH, endpoints } });

const responsesItem: Partial<LaneRequest> = {
  url: "/v1/responses",
  body: { model: "gpt-4o-mini", input: "Say hello.", max_output_tokens: 9 },
  max_output_tokens: 9,
};

describe("a line", () => {
  test("is the item's own body with the provider's name of the model, and its group is endpoint and model", () => {
    const { text, group } = lane().write(requestOf("Say hello."), "ref_1");
    expect(JSON.parse(text)).toEqual({
      custom_id: "ref_1",
      method: "POST",
      url: "/v1/chat/completions",
      body: { model: "upstream/mini", messages: [{ role: "user", content: "Say hello." }] },
    });
    expect(text).not.toContain("\n");
    expect(group).toBe("/v1/chat/completions upstream/mini");
  });

  test("for the Responses API goes there, or as a chat where the provider's batches have no such endpoint", () => {
    const own = lane().write(requestOf("Say hello.", responsesItem), "ref_1");
    expect(JSON.parse(own.text)).toMatchObject({
      url: "/v1/responses",
      body: { input: "Say hello.", max_output_tokens: 9 },
    });
    const asChat = lane(["/v1/chat/completions"]).write(
      requestOf("Say hello.", responsesItem),
      "r",
    );
    expect(JSON.parse(asChat.text)).toMatchObject({
      url: "/v1/chat/completions",
      body: { messages: [{ role: "user" }], max_tokens: 9 },
    });
  });

  test("cannot be written of what the endpoints have no place for, or of a model that is gone", () => {
    const background = { ...responsesItem, body: { input: "Hi.", background: true } };
    expect(() => lane(["/v1/chat/completions"]).write(requestOf("Hi.", background), "r")).toThrow(
      expect.objectContaining({ code: "invalid_input" }),
    );
    const vectors = {
      operation: "embeddings",
      url: "/v1/embeddings",
      body: { input: "a" },
    } as const;
    expect(() => lane(["/v1/chat/completions"]).write(requestOf("a", vectors), "r")).toThrow(
      expect.objectContaining({ code: "lane_unavailable" }),
    );
    expect(() => lane().write(requestOf("Hi.", { model: "gone" }), "r")).toThrow(
      expect.objectContaining({ code: "lane_unavailable" }),
    );
  });
});

/** An order of one line, begun when the played provider's clock stands. */
function orderOf(reference = "ref", confirm = async (): Promise<void> => {}) {
  const begun_at = new Date("2026-11-30T12:00:00.000Z");
  const requests = [requestOf("Say hello.")];
  return testOrderOf(lane(), { reference, requests, begun_at, confirm });
}

describe("handing over", () => {
  test("uploads the lines and makes a batch of them that carries the reference, the key in both", async () => {
    const order = orderOf();
    const id = await lane().submit(order, signal);
    const batch = provider.made.get(id);
    expect(batch).toMatchObject({
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
      metadata: { batchrouter_reference: "ref" },
    });
    const file = provider.files.get(String(batch?.input_file_id));
    expect(file).toMatchObject({ filename: "ref.jsonl" });
    expect(Buffer.byteLength(file?.text ?? "")).toBe(order.bytes);
    for (const { headers } of server.requests)
      expect(headers.authorization).toBe("Bearer sk-test-0123456789");
    const upload = server.requests.find(({ method, url }) => method === "POST" && url === "/files");
    expect(upload?.headers["content-length"]).toBe(String(Buffer.byteLength(upload?.body ?? "")));
  });

  test("again after the batch was not made uses the file that is there, not one of other lines", async () => {
    const order = orderOf();
    server.behave((response, _request, seen) => {
      const isMaking = seen.method === "POST" && seen.url === "/batches";
      const { status, body } = isMaking ? { status: 500, body: "{}" } : provider.answer(seen);
      response.writeHead(status).end(body);
    });
    await expect(lane().submit(order, signal)).rejects.toMatchObject({ code: "provider_500" });
    await expect(lane().submit(order, signal)).rejects.toMatchObject({ code: "provider_500" });
    expect(provider.files.size).toBe(1);
    const other = { ...order, bytes: order.bytes + 1, lines: order.lines };
    await expect(lane().submit(other, signal)).rejects.toThrow("not as long as was said");
  });

  test("fails with the reason that the lines cannot be read, and blames no provider", async () => {
    const why = new Error("the disk is gone");
    const order = {
      ...orderOf(),
      async *lines(): AsyncGenerator<Uint8Array> {
        yield Buffer.from("{");
        throw why;
      },
    };
    await expect(lane().submit(order, signal)).rejects.toBe(why);
  });

  test("makes no batch of an order that somebody else has taken over, the lines being there already", async () => {
    const why = new Error("taken over");
    const order = orderOf("ref", () => Promise.reject(why));
    await expect(lane().submit(order, signal)).rejects.toBe(why);
    expect([provider.files.size, provider.made.size]).toEqual([1, 0]);
  });

  test("is found by its reference behind a hundred others, and not under another's", async () => {
    const id = await lane().submit(orderOf(), signal);
    const batch = provider.made.get(id);
    server.behave((response, _request, { url }) => {
      const isFirst = !url.includes("after=");
      const others = Array.from({ length: 100 }, (_, at) => ({
        id: `batch_x${at}`,
        metadata: null,
      }));
      const page = isFirst ? { data: others, has_more: true } : { data: [batch], has_more: false };
      response.writeHead(200).end(JSON.stringify({ object: "list", ...page }));
    });
    expect(await lane().find(orderOf(), signal)).toBe(id);
    expect(server.requests.at(-1)?.url).toBe("/batches?limit=100&after=batch_x99");
    expect(await lane().find(orderOf("other"), signal)).toBeNull();
  });

  test("is not looked for among batches of long before", async () => {
    const old = { id: "batch_old", created_at: 1_700_000_000, metadata: {} };
    server.behave(answering(200, { object: "list", data: [old], has_more: true }));
    expect(await lane().find(orderOf(), signal)).toBeNull();
    expect(server.requests).toHaveLength(1);
  });
});

describe("looking", () => {
  const seen = async (batch: object): Promise<UpstreamState> => {
    server.behave(answering(200, batch));
    return await lane().look("batch_1", signal);
  };

  test.each(["validating", "in_progress", "finalizing", "cancelling"])(
    "takes %s for work, with its counts",
    async (status) => {
      const counts = { total: 3, completed: 1, failed: 1 };
      expect(await seen({ status, request_counts: counts })).toEqual({ kind: "working", counts });
      expect(await seen({ status })).toEqual({ kind: "working", counts: null });
    },
  );

  test.each([
    ["token_limit_exceeded", "provider_429"],
    ["model_not_found", "lane_unavailable"],
    ["invalid_json_line", "lane_unavailable"],
  ])(
    "takes a validation that failed by %s for %s, never for a fault of all items",
    async (code, told) => {
      const data = [{ code, message: "So it is: sk-test-0123456789.", line: 7 }];
      const state = await seen({ status: "failed", errors: { object: "list", data } });
      expect(state).toMatchObject({ kind: "refused", failure: { code: told, retryable: true } });
      expect(JSON.stringify(state)).not.toContain("sk-test");
      expect(state).toHaveProperty("failure.message", expect.stringContaining("line 7: So it is"));
    },
  );

  test("takes a batch that failed on the way and left results for one that has ended", async () => {
    const batch = { status: "failed", output_file_id: null, error_file_id: "file-9" };
    expect(await seen(batch)).toEqual({ kind: "ended", why: "completed", counts: null });
  });

  test("fails at a status that nobody knows, and at a batch that is not there, as the lane's matter", async () => {
    await expect(seen({ status: "dreaming" })).rejects.toMatchObject({
      code: "provider_broken_json",
    });
    server.behave(answering(404, { error: { message: "No such batch" } }));
    await expect(lane().look("batch_1", signal)).rejects.toMatchObject({
      code: "lane_unavailable",
      status_code: 404,
    });
  });
});

describe("an answer", () => {
  const lineOf = (response: string): string =>
    `{"id":"r","custom_id":"ref_0","response":${response},"error":null}`;
  const read = (text: string, request = requestOf("Say hello.")) =>
    lane().read({ id: "ref_0", text }, request);

  test("keeps its bytes where its form is the item's own", () => {
    const body = JSON.stringify(chatAnswer({})).replace('"index":0', '"index": 0.0');
    const answer = read(lineOf(`{"status_code":200,"request_id":"req_9","body":${body}}`));
    expect(answer).toMatchObject({
      body_json: body,
      request_id: "req_9",
      usage: { input_tokens: 12, output_tokens: 3 },
    });
  });

  test("without counts is billed by an estimate, and one of embeddings must have them all", () => {
    const body = JSON.stringify(chatAnswer({ usage: undefined }));
    expect(read(lineOf(`{"status_code":200,"body":${body}}`))).toMatchObject({
      is_usage_estimated: true,
    });
    const request = requestOf("a", {
      operation: "embeddings",
      url: "/v1/embeddings",
      body: { input: ["a", "b"] },
    });
    const one = '{"data":[{"embedding":[1]}],"usage":{"prompt_tokens":2}}';
    expect(() => read(lineOf(`{"status_code":200,"body":${one}}`), request)).toThrow(
      "1 embeddings for 2 inputs",
    );
  });

  test.each([
    ["request_timeout", "provider_timeout"],
    ["content_policy", "content_policy"],
    ["something_new", "provider_500"],
  ])("that is the error %s fails as %s", (code, told) => {
    const text = JSON.stringify({
      custom_id: "ref_0",
      response: null,
      error: { code, message: "No." },
    });
    expect(() => read(text)).toThrow(expect.objectContaining({ code: told }));
  });
});
