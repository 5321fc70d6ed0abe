import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nativeLine, uploadRequest } from "./test-inputs.ts";
import { createTestUploads, issuesOf, problemOf, type TestUploads } from "./test-uploads.ts";

let uploads: TestUploads;
beforeAll(async () => {
  uploads = await createTestUploads();
});
beforeEach(() => uploads.clear());
afterAll(() => uploads.close());

function formOf(parts: [string, string | File][]): FormData {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  return form;
}

describe("a multipart upload", () => {
  const input = new File([nativeLine("a"), nativeLine("b")], "../my input.jsonl");

  it.each([
    [
      "file, then purpose, as OpenAI's clients send it",
      [
        ["file", input],
        ["purpose", "batch"],
      ],
    ],
    [
      "purpose, then file",
      [
        ["purpose", "batch"],
        ["file", input],
      ],
    ],
  ] as [string, [string, string | File][]][])("is kept as the file alone: %s", async (_, parts) => {
    const { file } = await uploads.receive(uploadRequest(formOf(parts), {}));

    expect(file).toMatchObject({ filename: "my input.jsonl", line_count: 2 });
    expect(await readFile(join(uploads.folder, file.storage_key), "utf8")).toBe(await input.text());
  });

  it("gives the same issues as the raw file", async () => {
    const broken = `${nativeLine("a")}{\n${nativeLine("a")}`;
    const { details } = await problemOf(
      uploads.receive(uploadRequest(formOf([["file", new File([broken], "x")]]), {})),
    );

    expect(details.preflight).toEqual(issuesOf(broken));
    expect(await uploads.kept()).toEqual([]);
  });

  it.each([
    ["no part file", [["purpose", "batch"]], "has no part file"],
    ["a part with another name", [["upload", input]], 'called "upload"; call it file'],
    [
      "more than one file",
      [
        ["file", input],
        ["file", input],
      ],
      "more than one file",
    ],
    ["a field in place of a file", [["file", "a,b"]], "has no filename"],
  ] as [string, [string, string | File][], string][])(
    "is refused for %s, and nothing is kept",
    async (_, parts, words) => {
      const { code, message } = await problemOf(uploads.receive(uploadRequest(formOf(parts), {})));

      expect([code, message]).toEqual(["invalid_request", expect.stringContaining(words)]);
      expect(await uploads.kept()).toEqual([]);
    },
  );

  it("is refused when it ends before its last boundary, though the file itself was good", async () => {
    const type = "multipart/form-data; boundary=xyz";
    const head = '--xyz\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';
    const cutInFile = uploadRequest(`${head}${nativeLine("a")}`, { "content-type": type });
    const cutAfterFile = uploadRequest(`${head}${nativeLine("a")}\r\n--xyz\r\ncontent-dispos`, {
      "content-type": type,
    });
    const noBoundary = uploadRequest("whatever", { "content-type": "multipart/form-data" });

    for (const request of [cutInFile, cutAfterFile]) {
      expect(await problemOf(uploads.receive(request))).toMatchObject({
        code: "invalid_request",
        message: expect.stringContaining("cut off"),
      });
    }
    expect(await problemOf(uploads.receive(noBoundary))).toMatchObject({ code: "invalid_request" });
    expect(await uploads.kept()).toEqual([]);
  });

  it("that breaks off in the file leaves nothing behind", async () => {
    const head = '--xyz\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent === 200) controller.error(new Error("the connection failed"));
        else
          controller.enqueue(new TextEncoder().encode(sent === 0 ? head : nativeLine(`i${sent}`)));
        sent += 1;
      },
    });

    await expect(
      uploads.receive(uploadRequest(body, { "content-type": "multipart/form-data; boundary=xyz" })),
    ).rejects.toThrow("the connection failed");
    expect(await uploads.kept()).toEqual([]);
  });
});
