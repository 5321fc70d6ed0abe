import { expect, test } from "vitest";
import { createClient } from "./client.ts";
import { emptyPage, failureOf, health, json, scripted } from "./client-testing.ts";
import { contract } from "./index.ts";
import { newId } from "./primitives.ts";

const deleted = () => new Response(null, { status: 204 });

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
  const id = newId("batch", 0);
  const query = { expires: 1, signature: "abcdef" };
  await client.call(contract.batches.artifact, {
    params: { id, kind: "output" },
    query,
  });
  const shown = `/v1/artifacts/${id}/output?expires=1&signature=«hidden»`;
  expect(told[0]).toMatchObject({ path: shown, url: `http://gateway${shown}` });
});

test("a client that nobody watches calls all the same", async () => {
  const transport = async () => json(emptyPage);
  const client = createClient({ baseUrl: "http://gateway", transport });
  expect(await client.call(contract.batches.list, {})).toEqual(emptyPage);
});
