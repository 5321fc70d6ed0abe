import { describe, expect, test } from "vitest";
import { failureOf, emptyPage, health, json, scripted, scriptedWith } from "./client-testing.ts";
import { contract } from "./index.ts";
import { newId } from "./primitives.ts";

const deleted = () => new Response(null, { status: 204 });

describe("what is given", () => {
  test("an answer without a body is nothing", async () => {
    const { client, told } = scripted(deleted());
    const id = newId("apiKey", 0);
    expect(await client.call(contract.apiKeys.revoke, { params: { id } })).toBeUndefined();
    expect(told.at(-1)).toMatchObject({ status: 204, response_body: null, response_bytes: 0 });
  });

  test("fields that the contract does not know are not given on", async () => {
    const { client } = scripted(json({ ...emptyPage, extra: 1 }));
    expect(await client.call(contract.batches.list, {})).toEqual(emptyPage);
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
      ...Array.from({ length: 6 }, () => json(emptyPage, etag)),
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
    const { client, sent } = scripted(json(emptyPage, etag), json(emptyPage), json(emptyPage));
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
    const answers = Array.from({ length: 203 }, () => json(emptyPage, etag));
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
    const answers = Array.from({ length: 204 }, () => json(emptyPage, etag));
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
