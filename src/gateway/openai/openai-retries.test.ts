import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import OpenAI, { toFile } from "openai";
import { losingAnswers, type LosingAnswers } from "../database/test-lost-answers.ts";
import { createTestDatabase } from "../database/test-database.ts";
import {
  apiError,
  chatLine,
  createTestOpenai,
  submitLines,
  uploadLines,
  type TestOpenai,
} from "./test-openai.ts";

/*
 * OpenAI's client repeats by itself what got no answer, and sends no key by which the two could be told to be one.
 */

let database: LosingAnswers;
let gateway: TestOpenai;
beforeAll(async () => {
  database = losingAnswers(await createTestDatabase());
  gateway = await createTestOpenai({ database });
});
beforeEach(() => gateway.reset());
afterAll(async () => {
  await gateway.close();
  await database.close();
});

const FILES = "POST /v1/openai/v1/files";
const BATCHES = "POST /v1/openai/v1/batches";

const batchOf = (input_file_id: string): OpenAI.BatchCreateParams => ({
  input_file_id,
  endpoint: "/v1/chat/completions",
  completion_window: "24h",
});

async function listedBatches(client: OpenAI): Promise<string[]> {
  return (await client.batches.list()).data.map(({ id }) => id);
}

test("an upload whose answer was lost comes twice, and both files are there", async () => {
  const { client } = await gateway.newOrg();
  gateway.loseAnswerTo(FILES);
  const { id } = await uploadLines(client, [chatLine("a")]);
  const listed = (await client.files.list()).data.map((file) => file.id);
  expect(gateway.requests.filter((request) => request === FILES)).toHaveLength(2);
  expect(listed).toHaveLength(2);
  expect(listed).toContain(id);
});

test("a batch whose answer was lost is found by the client's repetition: one batch, reserved once", async () => {
  const { client } = await gateway.newOrg();
  const file = await uploadLines(client, [chatLine("a")]);
  gateway.loseAnswerTo(BATCHES);
  const { id } = await client.batches.create(batchOf(file.id));
  expect(gateway.requests.filter((request) => request === BATCHES)).toHaveLength(2);
  expect(await listedBatches(client)).toEqual([id]);
  await gateway.runJobs();
  expect((await client.batches.retrieve(id)).status).toBe("completed");
});

test("a batch whose commit was not heard of is found by the client's repetition", async () => {
  const { client } = await gateway.newOrg();
  const file = await uploadLines(client, [chatLine("a")]);
  database.loseAnswers(true);
  const once = new OpenAI({ apiKey: client.apiKey, baseURL: client.baseURL, maxRetries: 0 });
  const lost = await apiError(once.batches.create(batchOf(file.id)));
  database.loseAnswers(false);
  expect(lost.status).toBe(503);
  const repeated = await client.batches
    .create(batchOf(file.id), { headers: { "x-stainless-retry-count": "1" } })
    .withResponse();
  expect(repeated.response.headers.get("idempotent-replayed")).toBe("true");
  expect(await listedBatches(client)).toEqual([repeated.data.id]);
});

test("what differs is no repetition: other metadata, another file, another key, or a quarter of an hour", async () => {
  const { client, session } = await gateway.newOrg();
  const { id: file_id } = await uploadLines(client, [chatLine("a")]);
  const retry = (params: OpenAI.BatchCreateParams, by = client) =>
    by.batches.create(params, { headers: { "x-stainless-retry-count": "1" } });
  const first = await client.batches.create(batchOf(file_id));
  const again = await retry(batchOf(file_id));
  expect(again.id).toBe(first.id);

  const other = await uploadLines(client, [chatLine("a")]);
  const { api_key } = await gateway.createKey(session);
  const batches = [
    await retry({ ...batchOf(file_id), metadata: { run: "2" } }),
    await retry(batchOf(other.id)),
    await retry(batchOf(file_id), gateway.client(api_key)),
  ];
  gateway.advance(15 * 60_000);
  batches.push(await retry(batchOf(file_id)));
  expect(new Set([first.id, ...batches.map(({ id }) => id)]).size).toBe(5);
});

test("the same batch asked for twice on purpose is two batches", async () => {
  const { client } = await gateway.newOrg();
  const { id } = await uploadLines(client, [chatLine("a")]);
  const first = await client.batches.create(batchOf(id));
  const second = await client.batches.create(batchOf(id));
  expect(second.id).not.toBe(first.id);
  expect((await listedBatches(client)).toSorted()).toEqual([first.id, second.id].toSorted());
});

test("repetitions that come at once make one batch", async () => {
  const { client } = await gateway.newOrg();
  const { id } = await uploadLines(client, [chatLine("a")]);
  const options = { headers: { "x-stainless-retry-count": "1" } };
  const made = await Promise.all(
    Array.from({ length: 5 }, () => client.batches.create(batchOf(id), options)),
  );
  expect(new Set(made.map((batch) => batch.id)).size).toBe(1);
  expect(await listedBatches(client)).toHaveLength(1);
});

test("with an Idempotency-Key of the caller's own both creates are done once", async () => {
  const { client } = await gateway.newOrg();
  const options = (key: string) => ({ headers: { "Idempotency-Key": key } });
  const upload = async () =>
    client.files.create(
      { file: await toFile(Buffer.from(chatLine("a")), "a.jsonl"), purpose: "batch" },
      options("upload-2026-11-30"),
    );
  gateway.loseAnswerTo(FILES);
  const file = await upload();
  expect((await upload()).id).toBe(file.id);
  gateway.loseAnswerTo(BATCHES);
  const batch = await client.batches.create(batchOf(file.id), options("batch-2026-11-30"));
  const again = await client.batches.create(batchOf(file.id), options("batch-2026-11-30"));
  expect(again.id).toBe(batch.id);
  expect((await client.files.list()).data).toHaveLength(1);
  expect(await listedBatches(client)).toEqual([batch.id]);

  const other = { ...batchOf(file.id), metadata: { run: "2" } };
  const before = gateway.requests.length;
  const reused = await apiError(client.batches.create(other, options("batch-2026-11-30")));
  expect(reused).toBeInstanceOf(OpenAI.ConflictError);
  expect(reused.code).toBe("idempotency_key_reused");
  expect(gateway.requests).toHaveLength(before + 1);
});

test("a client that has gone before its batch was begun leaves none", async () => {
  const { client } = await gateway.newOrg();
  const { id } = await uploadLines(client, [chatLine("a")]);
  const gone = new AbortController();
  gone.abort(new Error("gone"));
  const request = new Request(`${gateway.origin}/v1/openai/v1/batches`, {
    method: "POST",
    headers: { authorization: `Bearer ${client.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(batchOf(id)),
    signal: gone.signal,
  });
  expect((await gateway.app.fetch(request)).status).toBe(499);
  expect(await listedBatches(client)).toEqual([]);
  const submitted = await submitLines(client, [chatLine("b")]);
  expect(await listedBatches(client)).toEqual([submitted.id]);
});
