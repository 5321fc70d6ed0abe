import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { contract } from "#contract/index.ts";
import type { OpenaiBatch } from "#contract/openai-batches.ts";
import type OpenAI from "openai";
import { unixSeconds } from "./unix-seconds.ts";
import {
  batchLine,
  chatLine,
  createTestOpenai,
  readLines,
  requestIds,
  submitLines,
  type TestOpenai,
  untilBatch,
  uploadLines,
} from "./test-openai.ts";

let gateway: TestOpenai;
beforeAll(async () => void (gateway = await createTestOpenai()));
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

/** The client's types have a field that is null on the wire as one that may be absent. */
type WithoutNulls<T> = { [Name in keyof T]: Exclude<T[Name], null> };

describe("the whole run with OpenAI's client", () => {
  test("files.create, batches.create, poll, files.content: each id once, in the order of the input", async () => {
    const { client, session } = await gateway.newOrg();
    const wanted = requestIds(40);
    const created = await submitLines(
      client,
      wanted.map((id) => chatLine(id)),
      { metadata: { run: "nightly" } },
    );
    const now = unixSeconds(gateway.now());
    expect(created).toMatchObject({
      object: "batch",
      endpoint: "/v1/chat/completions",
      model: "gpt-4o-mini",
      completion_window: "24h",
      status: "validating",
      created_at: now,
      expires_at: now + 24 * 3_600,
      request_counts: { total: 40, completed: 0, failed: 0 },
      metadata: { run: "nightly" },
    } satisfies Partial<OpenAI.Batch>);
    expect(created).toMatchObject({ output_file_id: null, error_file_id: null, errors: null });

    const running = gateway.runJobs();
    const ended = await untilBatch(client, created.id, ({ status }) => status === "completed");
    await running;
    expect(ended).toMatchObject({
      status: "completed",
      in_progress_at: now,
      finalizing_at: now,
      completed_at: now,
      request_counts: { total: 40, completed: 40, failed: 0 },
    } satisfies Partial<OpenAI.Batch>);
    expect(ended).toMatchObject({ error_file_id: null, failed_at: null, cancelled_at: null });

    const lines = await readLines(client, ended.output_file_id);
    expect(lines.map(({ custom_id }) => custom_id)).toEqual(wanted);
    for (const { response, error } of lines) {
      expect(error).toBeNull();
      expect(response).toMatchObject({ status_code: 200, body: { object: "chat.completion" } });
    }
    const native = await gateway.request(
      contract.batches.get,
      { params: { id: contract.batches.get.params.parse({ id: created.id }).id } },
      { as: session },
    );
    expect(native).toMatchObject({ status: "completed", routing_mode: "cheapest" });
    const sum = (name: "input_tokens" | "output_tokens"): number =>
      native.lanes.reduce((total, lane) => total + lane[name], 0);
    expect(ended.usage).toEqual({
      input_tokens: sum("input_tokens"),
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: sum("output_tokens"),
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: sum("input_tokens") + sum("output_tokens"),
    } satisfies OpenAI.BatchUsage);
    expect(ended.usage?.output_tokens).toBeGreaterThan(0);
    expect(gateway.failures).toEqual([]);
  });

  test("the contract's batch is what the client's types say, but for nulls", () => {
    expectTypeOf<WithoutNulls<OpenaiBatch>>().toExtend<OpenAI.Batch>();
  });

  test.each([
    [
      "/v1/responses",
      { model: "gpt-4o-mini", input: "Name a river.", max_output_tokens: 20 },
      "response",
    ],
    ["/v1/embeddings", { model: "text-embedding-3-small", input: "A river." }, "list"],
  ] as const)("lines for %s come back in that API's form", async (endpoint, body, object) => {
    const { client } = await gateway.newOrg();
    const lines = requestIds(3).map((id) => batchLine(id, endpoint, body));
    const created = await submitLines(client, lines, { endpoint, metadata: null });
    expect(created.endpoint).toBe(endpoint);
    await gateway.runJobs();
    const { output_file_id } = await client.batches.retrieve(created.id);
    const results = await readLines(client, output_file_id);
    expect(results.map(({ custom_id }) => custom_id)).toEqual(requestIds(3));
    expect(results.map(({ response }) => response?.body.object)).toEqual([object, object, object]);
  });

  test("lines that fail stand in the error file, the others in the output, each once", async () => {
    const { client } = await gateway.newOrg();
    const fails = "[[sandbox:fail code=content_policy]]";
    const created = await submitLines(
      client,
      requestIds(6).map((id, at) => chatLine(id, at % 3 === 0 ? fails : "Name a river.")),
    );
    await gateway.runJobs();
    const ended = await client.batches.retrieve(created.id);
    expect(ended).toMatchObject({
      status: "completed",
      request_counts: { total: 6, completed: 4, failed: 2 },
    } satisfies Partial<OpenAI.Batch>);
    const failed = await readLines(client, ended.error_file_id);
    expect(failed.map(({ custom_id, error }) => [custom_id, error?.code])).toEqual([
      ["request-0", "content_policy"],
      ["request-3", "content_policy"],
    ]);
    const done = await readLines(client, ended.output_file_id);
    expect(done.map(({ custom_id }) => custom_id)).toEqual([
      "request-1",
      "request-2",
      "request-4",
      "request-5",
    ]);
  });

  test("the two files of a batch are read by ids of their own, and neither is there before its end", async () => {
    const { client } = await gateway.newOrg();
    const fails = "[[sandbox:fail code=content_policy]]";
    const { id } = await submitLines(client, [chatLine("good"), chatLine("bad", fails)]);
    const early = `file_output_${id.slice("bat_".length)}`;
    await expect(client.files.retrieve(early)).rejects.toMatchObject({ status: 404 });
    await gateway.runJobs();
    const ended = await client.batches.retrieve(id);
    expect(ended.output_file_id).toBe(early);
    for (const file_id of [ended.output_file_id, ended.error_file_id]) {
      const file = await client.files.retrieve(file_id ?? "");
      const content = await (await client.files.content(file_id ?? "")).arrayBuffer();
      expect(file).toMatchObject({
        id: file_id ?? "",
        object: "file",
        bytes: content.byteLength,
        created_at: ended.completed_at ?? 0,
        purpose: "batch_output",
        status: "processed",
      } satisfies Partial<OpenAI.FileObject>);
      await expect(client.files.delete(file_id ?? "")).rejects.toMatchObject({ status: 400 });
    }
    const stranger = (await gateway.newOrg()).client;
    await expect(stranger.files.content(early)).rejects.toMatchObject({ status: 404 });
  });
});

describe("batches of the native API, as OpenAI's client reads them", () => {
  test("are in its list with the endpoint that their items are sent to", async () => {
    const { client, session } = await gateway.newOrg();
    const items = ["a", "b"].map((customer_item_id) => ({
      customer_item_id,
      operation: "responses" as const,
      model: "gpt-4o-mini",
      input: { messages: [{ role: "user" as const, content: "Name a river." }] },
    }));
    const { quote_id } = await gateway.request(
      contract.quotes.createForModel,
      { body: { items, sla_tier: "flex" } },
      { as: session },
    );
    const { batch } = await gateway.request(
      contract.batches.create,
      { body: { quote_id, items } },
      { as: session, idempotencyKey: "native-batch" },
    );
    const { data } = await client.batches.list();
    expect(data).toMatchObject([
      { id: batch.id, endpoint: "/v1/chat/completions", completion_window: "48h" },
    ]);
    const file = await client.files.retrieve(batch.input_file_id);
    expect(file).toMatchObject({ id: batch.input_file_id, purpose: "batch" });
  });
});

describe("the lists of OpenAI's client", () => {
  test("page through all batches by themselves, newest first", async () => {
    const { client } = await gateway.newOrg();
    const { id: input_file_id } = await uploadLines(client, [chatLine("a")]);
    const created: string[] = [];
    for (let at = 0; at < 7; at += 1) {
      gateway.advance(1_000);
      const batch = await client.batches.create({
        input_file_id,
        endpoint: "/v1/chat/completions",
        completion_window: "24h",
      });
      created.unshift(batch.id);
    }
    const listed: string[] = [];
    for await (const batch of client.batches.list({ limit: 3 })) listed.push(batch.id);
    expect(listed).toEqual(created);
    const calls = gateway.requests.filter((request) => request === "GET /v1/openai/v1/batches");
    expect(calls).toHaveLength(3);
    const last = await client.batches.list({ limit: 3, after: created[3] ?? "" }).asResponse();
    expect(await last.json()).toMatchObject({
      object: "list",
      data: [{ id: created[4] }, { id: created[5] }, { id: created[6] }],
      first_id: created[4],
      last_id: created[6],
      has_more: false,
    });
  });
});
