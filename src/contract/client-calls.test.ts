import { describe, expect, test } from "vitest";
import { ApiError, createClient, requestPath } from "./client.ts";
import { health, json, scripted, scriptedWith } from "./client-testing.ts";
import { contract, endpointName } from "./index.ts";
import { newId } from "./primitives.ts";
import { wholeApi } from "./whole-api.ts";

const batch = { params: { id: newId("batch", 0) } };
const page = { data: [], next_cursor: null };
const deleted = () => new Response(null, { status: 204 });

/** What a call throws. */
async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (answer) => ({ answer }),
    (thrown: unknown) => thrown,
  );
}

describe("what is sent", () => {
  test("parameters are put into the path, encoded, and a missing one is the caller's mistake", () => {
    const { getWorkflowProduct } = contract.catalog;
    expect(requestPath(getWorkflowProduct, { params: { slug: "a/b c?" } })).toBe(
      "/v1/catalog/workflow-products/a%2Fb%20c%3F",
    );
    expect(() => requestPath(getWorkflowProduct, { params: {} })).toThrow(
      new TypeError("Path /v1/catalog/workflow-products/{slug} needs the parameter slug"),
    );
    expect(requestPath(contract.catalog.health, {})).toBe("/v1/health");
    expect(requestPath(contract.batches.list, { query: { cursor: null, limit: 5 } })).toBe(
      "/v1/batches?limit=5",
    );
  });

  test("a call asks for JSON with the credential, and has no body where none is taken", async () => {
    const { client, sent } = scripted(json(page));
    await client.call(contract.batches.list, {});
    expect(sent).toEqual([
      {
        url: "http://gateway/v1/batches",
        init: {
          method: "GET",
          headers: { accept: "application/json", authorization: "Bearer ob_live_secret" },
        },
      },
    ]);
  });

  test("a JSON body goes with its type and the idempotency key", async () => {
    const { client, sent } = scripted(json({}));
    const body = { items: [{ a: 1 }], estimated_items: undefined };
    await client.call(contract.quotes.createForModel, { body }, { idempotencyKey: "key-1234" });
    expect(sent[0]?.init).toMatchObject({
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": "key-1234" },
      body: '{"items":[{"a":1}]}',
    });
  });

  test("a caller without a credential sends none", async () => {
    const { client, sent } = scriptedWith({ credential: () => undefined }, json(page), json(page));
    await client.call(contract.batches.list, {});
    expect(sent[0]?.init.headers).toEqual({ accept: "application/json" });
    const without = scriptedWith({ baseUrl: "" }, json(page));
    await without.client.call(contract.batches.list, {});
    expect(without.sent[0]?.url).toBe("/v1/batches");
  });

  test("a file goes as it is, of the type that the caller says or as JSON Lines", async () => {
    const { client, sent, told } = scripted(json({}), json({}));
    const body = new Blob(["12345"]);
    await client.call(contract.files.upload, { body });
    await client.call(contract.files.upload, { body }, { contentType: "text/plain" });
    expect(sent.map(({ init }) => [init.headers["content-type"], init.body])).toEqual([
      ["application/x-ndjson", body],
      ["text/plain", body],
    ]);
    expect(told[0]?.request_body).toBe("(5 bytes)");
  });

  test("a file with fields goes as a form that any server reads", async () => {
    const { client, sent } = scripted(json({}));
    await client.call(wholeApi.openai.createFile, { body: new Blob(['{"a":1}']) });
    const { headers = {}, body = "" } = sent[0]?.init ?? {};
    const type = headers["content-type"] ?? "";
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    expect([...form.keys()]).toEqual(["file", "purpose"]);
    const file = form.get("file");
    expect(file instanceof File && [file.name, await file.text()]).toEqual([
      "input.jsonl",
      '{"a":1}',
    ]);
    expect(form.get("purpose")).toBe("batch");
  });

  test("bytes are asked for by their very type", async () => {
    const { client, sent } = scripted(new Response("12345"));
    const blob = await client.call(contract.files.content, { params: { id: newId("file", 0) } });
    expect(await blob.text()).toBe("12345");
    expect(sent[0]?.init.headers["accept"]).toBe("application/x-ndjson");
  });

  test("a call may have a transport and a signal of its own", async () => {
    const { client, sent } = scripted();
    const { signal } = new AbortController();
    const own: unknown[] = [];
    const transport = async (_url: string, init: object) => {
      own.push(init);
      return json(page);
    };
    await client.call(contract.batches.list, {}, { signal, transport });
    expect(own).toMatchObject([{ method: "GET", signal }]);
    expect(sent).toEqual([]);
  });
});

describe("what is given", () => {
  test("an answer without a body is nothing", async () => {
    const { client, told } = scripted(deleted());
    const id = newId("apiKey", 0);
    expect(await client.call(contract.apiKeys.revoke, { params: { id } })).toBeUndefined();
    expect(told.at(-1)).toMatchObject({ status: 204, response_body: null, response_bytes: 0 });
  });

  test("fields that the contract does not know are not given on", async () => {
    const { client } = scripted(json({ ...page, extra: 1 }));
    expect(await client.call(contract.batches.list, {})).toEqual(page);
  });

  test("a success of another status than declared is marked and given on", async () => {
    const { client, told } = scripted(json(health, { status: 202 }));
    expect(await client.call(contract.catalog.health, {})).toEqual(health);
    expect(told.at(-1)?.off_contract).toEqual([{ path: "", message: "Expected status 200" }]);
  });

  test("where an answer leaves the contract is said by the path of each place", async () => {
    const { client, told } = scripted(json({ data: [{ slug: 1 }], provider_count: 1 }));
    await client.call(contract.catalog.listModels, {});
    expect(told.at(-1)?.off_contract.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["data.0.slug", "pricing_updated_at"]),
    );
  });

  test("a success that is no JSON is an error with its status and request", async () => {
    const headers = { "x-request-id": "req_1" };
    const { client, told } = scripted(new Response("<html>", { headers }));
    expect(await failureOf(client.call(contract.catalog.health, {}))).toMatchObject({
      name: "ApiError",
      message: "The answer is not JSON.",
      code: "off_contract",
      status: 200,
      request_id: "req_1",
    });
    expect(told.at(-1)).toMatchObject({
      off_contract: [{ path: "", message: "The answer is not JSON" }],
      failure: null,
    });
  });

  test("an answer on the contract is told to nobody as off it", async () => {
    const { client } = scripted(json(health));
    const found: unknown[] = [];
    await client.call(
      contract.catalog.health,
      {},
      { onOffContract: (issues) => found.push(issues) },
    );
    expect(found).toEqual([]);
  });
});

describe("conditional calls", () => {
  const etag = { headers: { etag: '"1"' } };
  const notModified = () => new Response(null, { status: 304 });
  const conditional = { conditional: true };

  test("no answer is given to another credential, another address or an unconditional call", async () => {
    let key = "first";
    const { client, sent } = scriptedWith(
      { credential: () => key },
      ...Array.from({ length: 6 }, () => json(page, etag)),
    );
    await client.call(contract.batches.list, {}, conditional);
    key = "second";
    await client.call(contract.batches.list, {}, conditional);
    key = "first";
    await client.call(contract.batches.list, { query: { limit: 1 } }, conditional);
    await client.call(contract.batches.list, {});
    await client.call(contract.batches.list, {}, { conditional: false });
    await client.call(contract.batches.list, {}, conditional);
    expect(sent.map(({ init }) => init.headers["if-none-match"])).toEqual([
      ...Array.from({ length: 5 }, () => undefined),
      '"1"',
    ]);
  });

  test("an answer to an unconditional call, or without an ETag, is not kept", async () => {
    const { client, sent } = scripted(json(page, etag), json(page), json(page));
    await client.call(contract.batches.list, {});
    await client.call(contract.batches.list, {}, conditional);
    await client.call(contract.batches.list, {}, conditional);
    expect(sent.every(({ init }) => init.headers["if-none-match"] === undefined)).toBe(true);
  });

  test("a 304 that nobody asked for is an error", async () => {
    const { client } = scripted(notModified());
    const failure = await failureOf(client.call(contract.batches.list, {}, conditional));
    expect(failure).toMatchObject({ code: "http_304", status: 304 });
  });

  test("the newest 200 answers are kept, and the oldest goes first", async () => {
    const answers = Array.from({ length: 203 }, () => json(page, etag));
    const { client, sent } = scripted(...answers);
    const ask = (limit: number) =>
      client.call(contract.batches.list, { query: { limit } }, conditional);
    for (let limit = 1; limit <= 201; limit += 1) await ask(limit);
    await ask(2);
    await ask(1);
    expect(sent.slice(-2).map(({ init }) => init.headers["if-none-match"])).toEqual([
      '"1"',
      undefined,
    ]);
  });

  test("an answer that comes again is the newest again", async () => {
    const answers = Array.from({ length: 204 }, () => json(page, etag));
    const { client, sent } = scripted(...answers);
    const ask = (limit: number) =>
      client.call(contract.batches.list, { query: { limit } }, conditional);
    for (let limit = 1; limit <= 200; limit += 1) await ask(limit);
    await ask(1);
    await ask(201);
    await ask(1);
    await ask(2);
    expect(sent.slice(-2).map(({ init }) => init.headers["if-none-match"])).toEqual([
      '"1"',
      undefined,
    ]);
  });
});

describe("what the ledger is told", () => {
  test("a call is told of when it goes out and when it is over, numbered from 1", async () => {
    const headers = { "x-request-id": "req_1", etag: '"1"' };
    const { client, told } = scripted(json(health, { headers }), deleted());
    const started = Date.now();
    await client.call(contract.catalog.health, {}, { idempotencyKey: "key-1234" });
    const [out, over] = told;
    const sent = {
      number: 1,
      endpoint: "catalog.health",
      method: "GET",
      path: "/v1/health",
      url: "http://gateway/v1/health",
      request_headers: { accept: "application/json", "idempotency-key": "key-1234" },
      request_body: null,
      idempotency_key: "key-1234",
      off_contract: [],
      failure: null,
    };
    expect(out).toEqual({
      ...sent,
      status: null,
      response_headers: {},
      response_body: null,
      response_bytes: 0,
      request_id: null,
      started_at: expect.any(Date),
      duration_ms: 0,
    });
    expect(out?.started_at.getTime()).toBeGreaterThanOrEqual(started);
    expect(over).toMatchObject({
      ...sent,
      status: 200,
      response_headers: { "x-request-id": "req_1", etag: '"1"' },
      response_body: JSON.stringify(health),
      response_bytes: JSON.stringify(health).length,
      request_id: "req_1",
    });
    expect(over?.duration_ms).toBeGreaterThan(0);
    expect(over?.duration_ms).toBeLessThan(10_000);
    await client.call(contract.webhooks.delete, {});
    expect(told.map(({ number }) => number)).toEqual([1, 1, 2, 2]);
    expect(told[2]?.idempotency_key).toBeNull();
  });

  test.each([
    ["what the server says", { "content-length": "7" }, 7],
    ["its text where the server says nothing", {}, 4],
    ["its text where it came compressed", { "content-length": "7", "content-encoding": "gzip" }, 4],
  ])("the size of a body is by %s", async (_by, headers, size) => {
    const { client, told } = scripted(new Response('"é"', { headers, status: 500 }));
    await failureOf(client.call(contract.catalog.health, {}));
    expect(told.at(-1)?.response_bytes).toBe(size);
  });

  test("a size that is no number is none", async () => {
    const { client, told } = scripted(new Response(null, { headers: { "content-length": "x" } }));
    await client.call(contract.files.content, { params: { id: newId("file", 0) } });
    expect(told.at(-1)?.response_bytes).toBe(0);
  });

  test("a long body is cut, with what it had in all, and its secrets are replaced", async () => {
    const text = `whsec_abcdefgh ${"x".repeat(256 * 1024)}`;
    const { client, told } = scripted(new Response(text, { status: 500 }));
    await failureOf(client.call(contract.catalog.health, {}));
    const kept = told.at(-1)?.response_body ?? "";
    expect(kept.startsWith("whsec_«hidden» xxx")).toBe(true);
    expect(kept.endsWith(`x… (${text.length} characters in all)`)).toBe(true);
    expect(kept.length).toBeLessThan(text.length + 40);
    const whole = scripted(new Response("x".repeat(256 * 1024), { status: 500 }));
    await failureOf(whole.client.call(contract.catalog.health, {}));
    expect(whole.told.at(-1)?.response_body).toBe("x".repeat(256 * 1024));
  });

  test("a signed link's signature is told in neither path nor address", async () => {
    const { client, told } = scripted(new Response("1"));
    const query = { expires: 1, signature: "abcdef" };
    await client.call(contract.batches.artifact, {
      params: { ...batch.params, kind: "output" },
      query,
    });
    const shown = `/v1/artifacts/${batch.params.id}/output?expires=1&signature=«hidden»`;
    expect(told[0]).toMatchObject({ path: shown, url: `http://gateway${shown}` });
  });

  test("a client that nobody watches calls all the same", async () => {
    const transport = async () => json(page);
    const client = createClient({ baseUrl: "http://gateway", transport });
    expect(await client.call(contract.batches.list, {})).toEqual(page);
  });
});

test("an endpoint of no tree has no name", () => {
  const { health: endpoint } = contract.catalog;
  expect(endpointName(endpoint)).toBe("catalog.health");
  expect(() => endpointName({ ...endpoint })).toThrow(
    new TypeError("Not an endpoint of the contract: /v1/health"),
  );
});

test("an error without more facts has none", () => {
  const error = new ApiError("No.", { code: "network_error", status: null });
  expect({ ...error, name: error.name, message: error.message }).toEqual({
    name: "ApiError",
    message: "No.",
    code: "network_error",
    status: null,
    request_id: null,
    issues: [],
    preflight: [],
    issue_count: 0,
    details: {},
    retryAfterMs: null,
  });
});
