import { afterAll, beforeAll, beforeEach, expect, expectTypeOf, test } from "vitest";
import { contract } from "#contract/index.ts";
import { wholeApi } from "#contract/whole-api.ts";
import type { OpenaiFile } from "#contract/openai-files.ts";
import OpenAI, { toFile } from "openai";
import {
  apiError,
  chatLine,
  createTestOpenai,
  submitLines,
  uploadLines,
  type TestOpenai,
} from "./test-openai.ts";

let gateway: TestOpenai;
beforeAll(async () => void (gateway = await createTestOpenai()));
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

test("an upload is one file under one id for OpenAI's client and for the native API", async () => {
  const { client, session } = await gateway.newOrg();
  const text = chatLine("a") + chatLine("ż");
  const created = await uploadLines(client, [text]);
  expect(created).toEqual({
    id: expect.stringMatching(/^file_[0-9a-z]{20}$/),
    object: "file",
    bytes: Buffer.byteLength(text),
    created_at: Math.floor(gateway.now().getTime() / 1_000),
    filename: "requests.jsonl",
    purpose: "batch",
    status: "processed",
  } satisfies OpenAI.FileObject);
  expectTypeOf<OpenaiFile>().toExtend<OpenAI.FileObject>();
  expect(await client.files.retrieve(created.id)).toEqual(created);
  expect(await client.files.waitForProcessing(created.id)).toEqual(created);
  expect(await (await client.files.content(created.id)).text()).toBe(text);
  const { data } = await gateway.request(contract.files.list, {}, { as: session });
  expect(data).toMatchObject([{ id: created.id, format: "openai_batch", line_count: 2 }]);
  const { data: models } = await client.models.list();
  expect(models.map(({ id }) => id)).toContain("gpt-4o-mini");
});

test("all files are listed page by page, by the order that is asked for", async () => {
  const { client } = await gateway.newOrg();
  const created: string[] = [];
  for (let at = 0; at < 5; at += 1) {
    gateway.advance(1_000);
    created.push((await uploadLines(client, [chatLine(`${at}`)])).id);
  }
  const listed = async (query: OpenAI.FileListParams): Promise<string[]> => {
    const ids: string[] = [];
    for await (const file of client.files.list(query)) ids.push(file.id);
    return ids;
  };
  expect(await listed({ limit: 2, order: "asc" })).toEqual(created);
  expect(await listed({ limit: 2, purpose: "batch" })).toEqual(created.toReversed());
  expect(await listed({})).toEqual(created.toReversed());
  expect(await listed({ purpose: "fine-tune" })).toEqual([]);
  const empty = await client.files.list({ purpose: "fine-tune" }).asResponse();
  expect(await empty.json()).toEqual({
    object: "list",
    data: [],
    first_id: null,
    last_id: null,
    has_more: false,
  });
});

test("a file is deleted once no running batch reads it, and the batch's own files stay", async () => {
  const { client } = await gateway.newOrg();
  const batch = await submitLines(client, [chatLine("a")]);
  const held = await apiError(client.files.delete(batch.input_file_id));
  expect(held).toBeInstanceOf(OpenAI.ConflictError);
  expect(gateway.requests.filter((request) => request.startsWith("DELETE"))).toHaveLength(1);
  await gateway.runJobs();
  expect(await client.files.delete(batch.input_file_id)).toEqual({
    id: batch.input_file_id,
    object: "file",
    deleted: true,
  });
  const gone = await apiError(client.files.retrieve(batch.input_file_id));
  expect(gone).toBeInstanceOf(OpenAI.NotFoundError);
  const ended = await client.batches.retrieve(batch.id);
  expect(ended.endpoint).toBe("/v1/chat/completions");
  expect((await client.files.content(ended.output_file_id ?? "")).status).toBe(200);
});

test("a form may name its purpose before the file too", async () => {
  const { session } = await gateway.newOrg();
  const form = new FormData();
  form.append("purpose", "batch");
  form.append("file", new Blob([chatLine("a")]), "a.jsonl");
  const answer = await fetch(`${gateway.origin}/v1/openai/v1/files`, {
    method: "POST",
    headers: { authorization: `Bearer ${session}` },
    body: form,
  });
  expect([answer.status, (await answer.json()).purpose]).toEqual([200, "batch"]);
});

test("the contract's own client uploads the same form", async () => {
  const { session } = await gateway.newOrg();
  const body = new Blob([chatLine("a")]);
  const file = await gateway.request(wholeApi.openai.createFile, { body }, { as: session });
  expect(file).toMatchObject({ purpose: "batch", bytes: body.size });
});

test("another purpose is refused whatever the lines are, and nothing is kept", async () => {
  const { client } = await gateway.newOrg();
  const upload = (text: string, purpose: OpenAI.FilePurpose) =>
    toFile(Buffer.from(text), "a.jsonl").then((file) => client.files.create({ file, purpose }));
  for (const text of [chatLine("a"), '{"messages":[]}\n']) {
    const refused = await apiError(upload(text, "fine-tune"));
    expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
    expect(refused).toMatchObject({ code: "invalid_request", param: "purpose" });
    expect(refused.message).toContain('expected "batch", not "fine-tune"');
  }
  expect((await client.files.list()).data).toEqual([]);
});

test("an expiry that would not be kept is refused by name", async () => {
  const { client } = await gateway.newOrg();
  const refused = await apiError(
    client.files.create({
      file: await toFile(Buffer.from(chatLine("a")), "a.jsonl"),
      purpose: "batch",
      expires_after: { anchor: "created_at", seconds: 3_600 },
    }),
  );
  expect(refused).toMatchObject({ status: 400, param: "expires_after[anchor]" });
  expect(refused.message).toContain("Files are kept until they are deleted.");
});

test("bytes that come without a form are refused", async () => {
  const { session } = await gateway.newOrg();
  const answer = await fetch(`${gateway.origin}/v1/openai/v1/files`, {
    method: "POST",
    headers: { authorization: `Bearer ${session}`, "content-type": "application/x-ndjson" },
    body: chatLine("a"),
  });
  const { error } = await answer.json();
  expect([answer.status, error.code]).toEqual([415, "unsupported_media_type"]);
  expect(error.message).toContain("multipart/form-data");
});
