import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { InputFile } from "#contract/files.ts";
import { contract } from "#contract/index.ts";
import { createLocalStorage } from "../storage/local-storage.ts";
import { createTestApp, type TestApp } from "../test-app.ts";
import { getLineIndex } from "./file-store.ts";
import { nativeLine } from "./test-inputs.ts";

const { files } = contract;

let folder: string;
let app: TestApp;
let session: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "uploads-"));
  app = await createTestApp({ storage: await createLocalStorage(folder) });
});
beforeEach(async () => {
  await app.reset();
  await rm(join(folder, "files"), { recursive: true, force: true });
  session = (await app.registerAndVerify()).session_token;
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

function upload(
  text: string,
  filename = "input.jsonl",
  idempotencyKey?: string,
): Promise<InputFile> {
  const options = { as: session, ...(idempotencyKey && { idempotencyKey }) };
  return app.request(files.upload, { query: { filename }, body: new Blob([text]) }, options);
}

async function storedFiles(): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

describe("the file endpoints", () => {
  it("keep an upload, describe it, give its bytes as they came, and delete both", async () => {
    const text = nativeLine("a") + nativeLine("b");
    const file = await upload(text, "q1 é.jsonl");
    const params = { id: file.id };
    const content = await app.fetch(`/v1/files/${file.id}/content`, {
      headers: { authorization: `Bearer ${session}` },
    });

    expect(file).toMatchObject({
      object: "file",
      filename: "q1 é.jsonl",
      bytes: text.length,
      line_count: 2,
      format: "native",
    });
    expect(await app.request(files.get, { params }, { as: session })).toEqual(file);
    expect(await getLineIndex(app.database, file.id)).toEqual({
      every: 1,
      offsets: [0, nativeLine("a").length],
    });
    expect(await content.text()).toBe(text);
    expect(content.headers.get("content-length")).toBe(String(text.length));
    expect(content.headers.get("content-disposition")).toContain(
      "filename*=UTF-8''q1%20%C3%A9.jsonl",
    );

    await app.request(files.delete, { params }, { as: session });
    await expect(app.request(files.get, { params }, { as: session })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await storedFiles()).toBe(0);
  });

  it("list files newest first, page by page, each once, and nobody else's", async () => {
    const uploaded: string[] = [];
    for (const id of ["a", "b", "c", "d", "e"]) {
      uploaded.unshift((await upload(nativeLine(id))).id);
      app.advance(1);
    }
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 2, ...(cursor && { cursor }) };
      const page = await app.request(files.list, { query }, { as: session });
      listed.push(...page.data.map((file) => file.id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    const { session_token } = await app.registerAndVerify();

    expect(listed).toEqual(uploaded);
    expect((await app.request(files.list, {}, { as: session_token })).data).toEqual([]);
  });

  it("take the same content twice as two files, but the same request with its key as one", async () => {
    const text = nativeLine("a");
    const [first, second] = [await upload(text), await upload(text)];
    const [keyed, again] = [
      await upload(text, "x", "once and only"),
      await upload(text, "x", "once and only"),
    ];

    expect(first.id).not.toBe(second.id);
    expect(again).toEqual(keyed);
    expect(await storedFiles()).toBe(3);
    await expect(upload(nativeLine("b"), "x", "once and only")).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
    expect(await storedFiles()).toBe(3);
  });

  it("take a form at either path", async () => {
    const form = new FormData();
    form.append("file", new File([nativeLine("a")], "form.jsonl"));
    form.append("purpose", "batch");
    for (const path of ["/v1/files", "/v1/batches/input-manifests"]) {
      const response = await app.fetch(path, {
        method: "POST",
        body: form,
        headers: { authorization: `Bearer ${session}` },
      });

      expect(response.status).toBe(201);
      expect(await response.json()).toMatchObject({ filename: "form.jsonl", line_count: 1 });
    }
  });

  it("refuse a broken file by its lines, and create nothing", async () => {
    await expect(upload(`${nativeLine("a")}\n${nativeLine("a")}`)).rejects.toMatchObject({
      code: "preflight_failed",
      issue_count: 2,
      preflight: [
        { code: "blank_line", line: 2 },
        { code: "duplicate_id", line: 3, path: "customer_item_id", customer_item_id: "a" },
      ],
    });
    expect((await app.request(files.list, {}, { as: session })).data).toEqual([]);
    expect(await storedFiles()).toBe(0);
  });

  it("refuse to delete a file that a batch still reads, and let it go afterwards", async () => {
    const { id } = await upload(nativeLine("a"));
    const { quote_id } = await app.request(
      contract.quotes.createForModel,
      { body: { input_file_id: id } },
      { as: session },
    );
    await app.request(
      contract.batches.create,
      { body: { quote_id, input_file_id: id } },
      { as: session, idempotencyKey: "one batch only" },
    );
    const deleted = (): Promise<unknown> =>
      app.request(files.delete, { params: { id } }, { as: session });

    await expect(deleted()).rejects.toMatchObject({ code: "conflict" });
    await app.runJobs();
    await deleted();
  });
});
