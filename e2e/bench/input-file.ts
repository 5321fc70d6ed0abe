import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { contract } from "#contract/index.ts";
import type { InputFile } from "#contract/files.ts";
import type { TestAccount } from "../test-account.ts";
import { type BigInput, bigInputChunks } from "./big-input.ts";

/** Writes an input to a file for as long as `work` takes. */
export async function withInputFile<Result>(
  input: BigInput,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "batchrouter-bench-"));
  try {
    const path = join(folder, "input.jsonl");
    await writeFile(path, bigInputChunks(input));
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Uploads a file as it lies on the disk, by the plain client of Node: made while it is sent, and sent by `fetch`, it would take
 * the sender more of the processor than it takes the gateway.
 */
export async function uploadInputFile(
  url: string,
  account: TestAccount,
  path: string,
): Promise<InputFile> {
  const { size } = await stat(path);
  const sent = request(`${url}/v1/files`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${account.api_key}`,
      "content-type": "application/x-ndjson",
      "content-length": size,
    },
  });
  const answered = new Promise<string>((resolve, reject) => {
    sent.on("error", reject).on("response", (answer) => {
      text(answer).then((body) => {
        if (answer.statusCode === 201) resolve(body);
        else reject(new Error(`The upload was answered ${answer.statusCode}: ${body}`));
        return undefined;
      }, reject);
    });
  });
  await pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), sent);
  return contract.files.upload.answer.schema.parse(JSON.parse(await answered));
}
