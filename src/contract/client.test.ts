import { expect, test } from "vitest";
import { ApiError, requestPath } from "./client.ts";
import { health, json, scripted } from "./client-testing.ts";
import { contract } from "./index.ts";
import { newId } from "./primitives.ts";

test("parameters are encoded into the path, and what is not given is left out of the query", () => {
  const path = requestPath(contract.batches.list, {
    query: { limit: 5, status: undefined, metadata: { name: "a b" } },
  });
  expect(path).toBe("/v1/batches?limit=5&metadata%5Bname%5D=a+b");
});

test("an endpoint without auth is never sent the credential", async () => {
  const { client, sent } = scripted(json(health), json({}, { status: 500 }));
  await client.call(contract.catalog.health, {});
  await client.call(contract.accounts.get, {}).catch(() => {});
  expect(sent[0]?.init.headers["authorization"]).toBeUndefined();
  expect(sent[1]?.init.headers["authorization"]).toBe("Bearer ob_live_secret");
});

test("an error answer becomes an ApiError with its code, request id and issues", async () => {
  const error = {
    code: "invalid_request",
    message: "No",
    details: { request_id: "req_1", issues: [{ path: "body.email", message: "Expected" }] },
  };
  const { client } = scripted(json({ error }, { status: 400, headers: { "retry-after": "2" } }));
  const failure = await client
    .call(contract.accounts.resendVerification, { body: { email: "x" } })
    .catch((thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(ApiError);
  expect(failure).toMatchObject({
    code: "invalid_request",
    status: 400,
    request_id: "req_1",
    retryAfterMs: 2_000,
    issues: [{ path: "body.email", message: "Expected" }],
  });
});

test("a 304 gives the answer before, and only to the same credential", async () => {
  const notModified = (): Response => new Response(null, { status: 304 });
  const { client, sent } = scripted(
    json({ data: [], next_cursor: null }, { headers: { etag: '"1"' } }),
    notModified(),
  );
  const first = await client.call(contract.batches.list, {}, { conditional: true });
  const second = await client.call(contract.batches.list, {}, { conditional: true });
  expect(sent[1]?.init.headers["if-none-match"]).toBe('"1"');
  expect(second).toBe(first);
});

test("an answer off the contract is told of, and never given again for a 304", async () => {
  const etag = { etag: '"1"' };
  const { client, sent } = scripted(
    json({ data: "none" }, { headers: etag }),
    json({ data: [], next_cursor: null }, { headers: etag }),
  );
  const found: string[] = [];
  const call = () =>
    client.call(
      contract.batches.list,
      {},
      {
        conditional: true,
        onOffContract: (issues) => found.push(...issues.map(({ path }) => path)),
      },
    );
  await call();
  expect(found).toContain("data");
  await expect(call()).resolves.toEqual({ data: [], next_cursor: null });
  expect(sent[1]?.init.headers["if-none-match"]).toBeUndefined();
});

test("an answer off the contract is given on as it came, and marked", async () => {
  const { client, told } = scripted(json({ ...health, status: "strange" }));
  const answer = await client.call(contract.catalog.health, {});
  expect(answer).toMatchObject({ status: "strange" });
  expect(told.at(-1)?.off_contract).toEqual([{ path: "status", message: expect.any(String) }]);
});

test("no answer at all is an ApiError without a status; an abort is the caller's own", async () => {
  const { client, told } = scripted(
    new TypeError("fetch failed"),
    new DOMException("Aborted", "AbortError"),
  );
  await expect(client.call(contract.catalog.health, {})).rejects.toMatchObject({
    code: "network_error",
    status: null,
  });
  const controller = new AbortController();
  controller.abort();
  await expect(
    client.call(contract.catalog.health, {}, { signal: controller.signal }),
  ).rejects.toThrow("Aborted");
  expect(told.map(({ failure }) => failure).filter(Boolean)).toEqual(["network", "aborted"]);
});

test("what the ledger is told of carries no secret", async () => {
  const { client, told } = scripted(
    json({ session_token: "obs_sessionsecret" }, { status: 200 }),
    json({}, { status: 404 }),
  );
  await client.call(contract.accounts.signIn, {
    body: { email: "a@b.co", password: "correct horse" },
  });
  await client.call(contract.batches.get, { params: { id: newId("batch") } }).catch(() => {});
  const kept = JSON.stringify(told);
  for (const secret of ["ob_live_secret", "correct horse", "obs_sessionsecret"])
    expect(kept).not.toContain(secret);
});

test("of bytes that a transport has handed on as a stream the ledger has the size that the server said", async () => {
  const empty = new Response(null, { headers: { "content-length": "1234" } });
  const { client, told } = scripted(empty, new Response("12345"));
  const input = { params: { id: newId("file") } };
  await client.call(contract.files.content, input);
  await client.call(contract.files.content, input);
  expect(told.filter(({ status }) => status !== null).map((one) => one.response_bytes)).toEqual([
    1234, 5,
  ]);
});
