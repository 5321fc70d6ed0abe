import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { submitFile, uploadBigInput } from "./bench-batch.ts";
import { withBenchGateway } from "./bench-gateway.ts";
import type { BenchPart } from "./part.ts";
import { requestRate } from "./request-rate.ts";

const BARE = fileURLToPath(new URL("bare-server.ts", import.meta.url));
const INPUT = { lines: 20_000, lineBytes: 500 };
const MEASURED_MS = 3_000;

/** A batch polled as fast as it goes, beside the same body from a bare route of the same framework. */
export const pollsPart: BenchPart = {
  name: "polls",
  description:
    "polls of a batch that runs, and 304s, beside a bare authenticated route of the same framework",
  run: (report) =>
    withBenchGateway(async ({ account, gateway: { url } }) => {
      await account.client.call(contract.local.setSandbox, { body: { speed: 1 } });
      const { id } = await submitFile(account, await uploadBigInput(url, account, INPUT));
      const batch = await account.client.call(contract.batches.get, { params: { id } });
      const headers = { authorization: `Bearer ${account.api_key}` };
      const poll = { url: `${url}/v1/batches/${id}`, headers, status: 200 };
      const bare = await withBareServer(account.api_key, batch, async (bareUrl) =>
        requestRate({ ...poll, url: `${bareUrl}/v1/batches/${id}` }, MEASURED_MS),
      );
      const polled = await requestRate(poll, MEASURED_MS);
      const etag = (await fetch(poll.url, { headers })).headers.get("etag") ?? "";
      const held = await requestRate(
        { ...poll, headers: { ...headers, "if-none-match": etag }, status: 304 },
        MEASURED_MS,
      );
      await account.client.call(contract.batches.cancel, { params: { id } });
      report.figure("bare route", bare, "answers/s");
      report.figure("poll of a running batch", polled, "answers/s");
      report.figure("the same, held already: 304", held, "answers/s");
      report.ratio("poll of a running batch", polled / bare, "the bare route; the goal is 0.7");
      report.ratio("304", held / polled, "the whole answer; the goal is 1");
    }),
};

async function withBareServer<Result>(
  token: string,
  body: Batch,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "batchrouter-bench-"));
  const bodyFile = join(folder, "body.json");
  await writeFile(bodyFile, JSON.stringify(body));
  const child = spawn(process.execPath, ["--import", "tsx", BARE, token, bodyFile], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [port] = await once(createInterface(child.stdout), "line");
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}
