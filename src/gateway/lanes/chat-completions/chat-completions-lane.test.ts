import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LaneFailure, type LaneRequest } from "../lane.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { answering, type FaultServer, startFaultServer } from "../provider/test-fault-server.ts";
import {
  connectionTo,
  providerLane,
  TEST_KEY,
  testAccess,
} from "../provider/test-provider-lane.ts";
import { requestOf } from "../sandbox/test-sandbox.ts";
import { createChatCompletionsLane } from "./chat-completions-lane.ts";
import { chatAnswer } from "./test-chat-answer.ts";

let server: FaultServer;
beforeEach(async () => {
  server = await startFaultServer();
  server.behave(answering(200, chatAnswer({})));
});
afterEach(() => server.close());

const laneTo = (change: Partial<LaneConnection> = {}) =>
  createChatCompletionsLane(
    providerLane("chat-completions"),
    connectionTo(`${server.url}/v1`, change),
    testAccess(),
  );

const call = (request: LaneRequest, lane = laneTo()) =>
  lane.call(request, new AbortController().signal);

const sent = (): Record<string, unknown> => JSON.parse(server.requests.at(-1)?.body ?? "null");

test("the item's own body goes out, with the upstream's name for the model, the key, and never as a stream", async () => {
  const body = {
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: "Say “hello”." }],
    temperature: 0.25,
    seed: 7,
    stream: true,
    stream_options: { include_usage: true },
    an_extension: { of: ["this", "server"] },
  };
  await call(requestOf("", { body }), laneTo({ headers: { "x-title": "Batchrouter" } }));
  expect(server.requests).toMatchObject([
    {
      method: "POST",
      url: "/v1/chat/completions",
      headers: {
        authorization: `Bearer ${TEST_KEY}`,
        "content-type": "application/json",
        "x-title": "Batchrouter",
      },
    },
  ]);
  const { stream: _, stream_options: __, ...rest } = body;
  expect(sent()).toEqual({ ...rest, model: "upstream/mini" });
});

test("a native item goes out as a chat, with its limit under the name that the server knows", async () => {
  const native = requestOf("", {
    format: "native",
    body: { messages: [{ role: "user", content: "Hello" }] },
    max_output_tokens: 50,
    temperature: 0.5,
  });
  const rest = { model: "upstream/mini", messages: [{ role: "user", content: "Hello" }] };
  await call(native);
  expect(sent()).toEqual({ ...rest, max_tokens: 50, temperature: 0.5 });
  await call(native, laneTo({ output_limit_field: "max_completion_tokens" }));
  expect(sent()).toEqual({ ...rest, max_completion_tokens: 50, temperature: 0.5 });
});

test("an item of the Responses API is asked as a chat and answered as a response", async () => {
  const body = {
    model: "gpt-4o-mini",
    instructions: "Be brief.",
    input: "Hello",
    max_output_tokens: 9,
  };
  const asked = requestOf("", { url: "/v1/responses", body, max_output_tokens: 9 });
  const answer = await call(asked);
  expect(sent()).toMatchObject({
    messages: [
      { role: expect.stringMatching(/system|developer/), content: "Be brief." },
      { role: "user", content: "Hello" },
    ],
    max_tokens: 9,
  });
  expect(JSON.parse(answer.body_json)).toMatchObject({
    object: "response",
    status: "completed",
    output: [{ content: [{ type: "output_text", text: "Hello there." }] }],
    usage: { input_tokens: 12, output_tokens: 3 },
  });
  expect(answer.usage).toEqual({ input_tokens: 12, output_tokens: 3 });
});

test("what a chat has no place for is the item's failure, by name, and nothing is sent", async () => {
  const body = { model: "gpt-4o-mini", input: "And then?", previous_response_id: "resp_1" };
  const failure = call(requestOf("", { url: "/v1/responses", body }));
  await expect(failure).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("previous_response_id"),
  });
  expect(server.requests).toEqual([]);
});

test("a server without keys gets none", async () => {
  await call(requestOf("Hello"), laneTo({ secret: null }));
  expect(server.requests[0]?.headers.authorization).toBeUndefined();
});

test("the answer's bytes are kept as they came, with the provider's name for the call and its count of tokens", async () => {
  const odd = `{ "choices" : [ {"message":{"content":"\\u00e9","content":"é"}} ],\n "n": 1.0e3,"usage":{"prompt_tokens":11,"completion_tokens":4} }`;
  server.behave(answering(200, odd, { "x-request-id": "req_upstream" }));
  expect(await call(requestOf("Hello"))).toEqual({
    status_code: 200,
    request_id: "req_upstream",
    body_json: odd,
    usage: { input_tokens: 11, output_tokens: 4 },
  });
});

test("an answer without counts that can be billed by is billed by the estimate of quotes", async () => {
  const counts = [
    undefined,
    null,
    {},
    { prompt_tokens: -1, completion_tokens: 2 },
    { prompt_tokens: 1e300, completion_tokens: 1 },
  ];
  for (const usage of counts) {
    server.behave(
      answering(200, { ...chatAnswer({ message: { content: "four words of text" } }), usage }),
    );
    const answer = await call(requestOf("Say it."));
    expect(answer.usage).toEqual({ input_tokens: 9, output_tokens: 4 });
  }
});

test("many calls go over few connections, each of them kept for the next", async () => {
  const lane = laneTo();
  for (let round = 0; round < 5; round += 1)
    await Promise.all(Array.from({ length: 4 }, () => call(requestOf("Hello"), lane)));
  expect(server.requests).toHaveLength(20);
  expect(server.connections()).toBe(4);
});

test("a redirect is not followed: the key goes to the lane's own address and nowhere else", async () => {
  const elsewhere = await startFaultServer();
  try {
    server.behave(answering(307, "", { location: `${elsewhere.url}/v1/chat/completions` }));
    await expect(call(requestOf("Hello"))).rejects.toMatchObject({ code: "lane_unavailable" });
    expect(elsewhere.requests).toEqual([]);
  } finally {
    await elsewhere.close();
  }
});

test("an error in a 200, as routers send it, is the failure that its own status says", async () => {
  server.behave(
    answering(200, { error: { code: 429, message: "Upstream is busy" } }, { "retry-after": "2" }),
  );
  await expect(call(requestOf("Hello"))).rejects.toMatchObject({
    code: "provider_429",
    retry_after_ms: 2_000,
  });
});

test("an answer beyond 64 MiB is not taken in, and the item is told so", async () => {
  const piece = Buffer.alloc(8 * 1024 ** 2, " ");
  server.behave((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const write = (): void => {
      while (response.write(piece)) if (response.destroyed) return;
      response.once("drain", write);
    };
    write();
  });
  // So much takes a busy machine a while, and it is not the deadline that is tried here.
  const patient = laneTo({ timeout_ms: 120_000 });
  await expect(call(requestOf("Hello"), patient)).rejects.toMatchObject({
    code: "invalid_input",
    message: "Test server: the answer is larger than 64 MiB.",
  });
});

test("a server that is not there is worth another attempt, and an address that nothing is sent to is not", async () => {
  const { url } = server;
  await server.close();
  const gone = laneTo({ base_url: `${url}/v1` });
  const metadata = laneTo({ base_url: "http://169.254.169.254/v1" });
  await expect(call(requestOf("Hello"), gone)).rejects.toMatchObject({ code: "provider_500" });
  await expect(call(requestOf("Hello"), metadata)).rejects.toMatchObject({
    code: "lane_unavailable",
    message: "Test server: 169.254.169.254 has a link-local address; nothing is sent there.",
  });
});

test("no failure, whatever is printed of it, holds the key", async () => {
  const lane = laneTo();
  server.behave(answering(400, { error: { message: `Bearer ${TEST_KEY} is odd` } }));
  const failure: unknown = await call(requestOf("Hello"), lane).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(LaneFailure);
  const connection = connectionTo(server.url);
  const printed = [failure, lane, connection].map((value) =>
    inspect(value, { depth: 9, showHidden: true }),
  );
  expect(`${printed.join()} ${JSON.stringify(connection)} ${connection.secret}`).not.toContain(
    TEST_KEY,
  );
});
