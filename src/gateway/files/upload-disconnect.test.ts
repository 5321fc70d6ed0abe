import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "#contract/primitives.ts";
import { randomBytes } from "#contract/random-bytes.ts";
import { createLocalStorage } from "../storage/local-storage.ts";
import { openUpload } from "./open-upload.ts";
import { newFilePlace } from "./new-file.ts";
import { SANDBOX_ALONE } from "../expressibility/test-expressibility.ts";
import { JudgeThreads } from "./judging/judge-threads.ts";
import { receiveFile } from "./receive-file.ts";
import { nativeLine } from "./test-inputs.ts";

let folder: string;
let onArrival: (work: { outcome: Promise<unknown> }) => void;
let server: ReturnType<typeof serve>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "disconnect-"));
  const storage = await createLocalStorage(folder);
  const knownModels = new Set(["gpt-4o-mini"]);
  const judgeThreads = new JudgeThreads();
  server = serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(incoming) {
      const outcome = openUpload(incoming).then((file) =>
        receiveFile(
          { storage, knownModels, expressibility: SANDBOX_ALONE, judgeThreads },
          newFilePlace(newId("org"), new Date(), randomBytes),
          file,
        ),
      );
      onArrival({ outcome });
      await outcome.catch(() => {});
      return new Response();
    },
  });
  await once(server, "listening");
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

describe("a client that goes away in the middle of an upload", () => {
  it.each([
    ["raw", "application/x-ndjson", ""],
    [
      "form",
      "multipart/form-data; boundary=xyz",
      '--xyz\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n',
    ],
  ])("leaves nothing behind: %s", async (_, type, head) => {
    // A server that listens on a port has an address with that port.
    const { port } = server.address() as AddressInfo;
    const arrived = new Promise<{ outcome: Promise<unknown> }>((resolve) => (onArrival = resolve));
    const upload = request({
      host: "127.0.0.1",
      port,
      method: "POST",
      headers: { "content-type": type },
    });
    upload.on("error", () => {}); // Breaking the connection is the point.
    upload.write(head + nativeLine("a"));
    const { outcome } = await arrived;
    for (let at = 0; at < 5_000; at += 1)
      upload.write(nativeLine(`item-${at}`, "word ".repeat(50)));
    upload.destroy();

    await expect(outcome).rejects.toThrow();
    expect(
      (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
        entry.isFile(),
      ),
    ).toEqual([]);
  });
});
