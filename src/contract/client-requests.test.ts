import { expect, test } from "vitest";
import { requestPath } from "./client.ts";
import { emptyPage, json, scripted, scriptedWith } from "./client-testing.ts";
import { endpointName, endpointNamed } from "./endpoint.ts";
import { contract } from "./index.ts";
import { newId } from "./primitives.ts";
import { wholeApi } from "./whole-api.ts";

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
  const { client, sent } = scripted(json(emptyPage));
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
  const { client, sent } = scriptedWith(
    { credential: () => undefined },
    json(emptyPage),
    json(emptyPage),
  );
  await client.call(contract.batches.list, {});
  expect(sent[0]?.init.headers).toEqual({ accept: "application/json" });
  const without = scriptedWith({ baseUrl: "" }, json(emptyPage));
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
    return json(emptyPage);
  };
  await client.call(contract.batches.list, {}, { signal, transport });
  expect(own).toMatchObject([{ method: "GET", signal }]);
  expect(sent).toEqual([]);
});

test("an endpoint of no tree has no name", () => {
  const { health: endpoint } = contract.catalog;
  expect(endpointName(endpoint)).toBe("catalog.health");
  expect(endpointNamed("catalog.health")).toBe(endpoint);
  expect(endpointNamed("catalog.wealth")).toBeUndefined();
  expect(() => endpointName({ ...endpoint })).toThrow(
    new TypeError("Not an endpoint of the contract: /v1/health"),
  );
});
