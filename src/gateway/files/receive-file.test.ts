import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PREFLIGHT_ISSUES_SHOWN } from "#contract/error-envelope.ts";
import { generatedLines, nativeLine, uploadRequest } from "./test-inputs.ts";
import { createTestUploads, issuesOf, problemOf, type TestUploads } from "./test-uploads.ts";

const ndjson = { "content-type": "application/x-ndjson" };
const data = new URL("../../../../shared/data/", import.meta.url);

let uploads: TestUploads;
beforeAll(async () => {
  uploads = await createTestUploads();
});
beforeEach(() => uploads.clear());
afterAll(() => uploads.close());

describe("a raw upload", () => {
  it("is kept byte for byte with its hash, its groups and its line index, BOM and CRLF and all", async () => {
    const text = `\uFEFF${nativeLine("a").trim()}\r\n${nativeLine("b").trim()}`;
    const { file, index } = await uploads.receive(uploadRequest(text, ndjson));

    expect(file).toMatchObject({
      line_count: 2,
      format: "native",
      groups: [{ models: ["gpt-4o-mini"], items: 2 }],
    });
    expect(await readFile(join(uploads.folder, file.storage_key), "utf8")).toBe(text);
    expect(index).toEqual({
      every: 1,
      offsets: [3, Buffer.byteLength(text.slice(0, text.indexOf("\n") + 1))],
    });
  });

  it.skipIf(!existsSync(data)).each([
    ["native", "gsm8k.native.jsonl"],
    ["openai_batch", "gsm8k.openai-batch.jsonl"],
  ])("takes the 1,319 questions of GSM8K, where they are at hand: %s", async (format, name) => {
    const bytes = await readFile(new URL(name, data));
    const { file } = await uploads.receive(uploadRequest(bytes, ndjson));

    expect(file).toMatchObject({ line_count: 1_319, size_bytes: bytes.length, format });
    expect(bytes.equals(await readFile(join(uploads.folder, file.storage_key)))).toBe(true);
  });

  it("is refused with the validator's own issues, and nothing of it is kept", async () => {
    const broken = [
      nativeLine("a"),
      "\n",
      "{oops\n",
      "[1]\n",
      nativeLine("a"),
      nativeLine("b", "hi", "gpt-4o-mimi"),
    ].join("");
    const { code, details } = await problemOf(uploads.receive(uploadRequest(broken, ndjson)));

    expect(code).toBe("preflight_failed");
    expect(details.preflight).toEqual(issuesOf(broken));
    expect(details.preflight).toHaveLength(5);
    expect(await uploads.kept()).toEqual([]);
  });

  it("is refused with a hundred issues and the number of all, however many there are", async () => {
    const { details } = await problemOf(
      uploads.receive(uploadRequest("{}\n".repeat(5_000), ndjson)),
    );

    expect(details.preflight).toHaveLength(PREFLIGHT_ISSUES_SHOWN);
    expect(details.issue_count).toBe(5_000);
  });

  it("of no bytes is an empty file", async () => {
    const { details } = await problemOf(uploads.receive(uploadRequest(null, ndjson)));

    expect(details.preflight).toMatchObject([{ code: "empty_file" }]);
  });

  it("is refused before a byte is read when its type or its declared length is not taken", async () => {
    const refusals = [
      problemOf(
        uploads.receive(
          uploadRequest("{}", { "content-type": "application/x-www-form-urlencoded" }),
        ),
      ),
      problemOf(uploads.receive(uploadRequest("{}", { ...ndjson, "content-encoding": "gzip" }))),
      problemOf(
        uploads.receive(
          uploadRequest("{}", { ...ndjson, "content-length": String(3 * 1024 ** 3) }),
        ),
      ),
    ];

    expect((await Promise.all(refusals)).map(({ code }) => code)).toEqual([
      "unsupported_media_type",
      "unsupported_media_type",
      "payload_too_large",
    ]);
  });

  it("that breaks off leaves nothing behind, whether the client goes away or the connection fails", async () => {
    const leaving = new AbortController();
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(nativeLine(`${Math.random()}`)));
        leaving.abort(new Error("the client went away"));
      },
    });
    const failing = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(nativeLine("a"))),
      pull: (controller) => controller.error(new Error("the connection failed")),
    });

    await expect(uploads.receive(uploadRequest(endless, ndjson, leaving.signal))).rejects.toThrow(
      "the client went away",
    );
    await expect(uploads.receive(uploadRequest(failing, ndjson))).rejects.toThrow(
      "the connection failed",
    );
    expect(await uploads.kept()).toEqual([]);
  });

  it("is refused as soon as it is too large: the rest is not read, and nothing is kept", async () => {
    let pulled = 0;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) =>
        controller.enqueue(new TextEncoder().encode(nativeLine(`item-${(pulled += 1)}`))),
      cancel: () => void (isCancelled = true),
    });
    const received = uploads.receive(uploadRequest(endless, ndjson), { maxFileBytes: 1024 ** 2 });

    expect(await problemOf(received)).toMatchObject({
      code: "payload_too_large",
      message: "The file is larger than 1 MiB. Split it.",
    });
    expect(isCancelled).toBe(true);
    expect(pulled).toBeLessThan(20_000);
    expect(await uploads.kept()).toEqual([]);
  });

  it("of 60 MB never stands in memory", async () => {
    const lines = 60_000;
    let peak = 0;
    const before = process.memoryUsage();
    const watched = generatedLines(lines, 1_000).pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          const { arrayBuffers, heapUsed } = process.memoryUsage();
          peak = Math.max(peak, arrayBuffers + heapUsed - before.arrayBuffers - before.heapUsed);
          controller.enqueue(chunk);
        },
      }),
    );
    const { file, index } = await uploads.receive(uploadRequest(watched, ndjson));

    expect(file.size_bytes).toBeGreaterThan(60_000_000);
    expect(file.line_count).toBe(lines);
    expect(index.offsets.length).toBeLessThanOrEqual(1_024);
    // Garbage that was not collected yet is in it; the file as a whole would not fit.
    expect(peak).toBeLessThan(55_000_000);
  });

  it("lets others have their turn while it is judged", async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const text = new TextEncoder().encode(
      Array.from({ length: 40_000 }, (_, at) => nativeLine(`i${at}`)).join(""),
    );
    turns = 0;
    await uploads.receive(uploadRequest(text, ndjson));
    clearInterval(timer);

    expect(turns).toBeGreaterThan(3);
  });
});
