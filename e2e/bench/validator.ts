import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "vite";
import type { BigInput } from "./big-input.ts";
import type { JsonlPass, JsonlPassStart } from "./jsonl-pass.ts";
import type { BenchPart } from "./part.ts";

const SOURCE = fileURLToPath(new URL("jsonl-pass.ts", import.meta.url));
const FOLDER = fileURLToPath(new URL("../../node_modules/.cache/bench/", import.meta.url));
const MEBIBYTE = 1024 ** 2;
const INPUTS: readonly BigInput[] = [
  { lines: 1_000_000, lineBytes: 690 },
  { lines: 300_000, lineBytes: 2_147 },
];
const READERS = ["readline", "split2"] as const;

let built: Promise<unknown> | undefined;

/** How long a pass over an input takes, in milliseconds; in so many threads, each of which has its share of the lines. */
export async function passMs(pass: JsonlPass, input: BigInput, threads = 1): Promise<number> {
  built ??= build({
    configFile: false,
    logLevel: "error",
    build: {
      ssr: SOURCE,
      target: "node20",
      outDir: FOLDER,
      rollupOptions: { output: { entryFileNames: "jsonl-pass.mjs" } },
    },
  });
  await built;
  const workerData: JsonlPassStart = { pass, ...input, lines: input.lines / threads };
  const workers = Array.from(
    { length: threads },
    () => new Worker(`${FOLDER}jsonl-pass.mjs`, { workerData }),
  );
  // Making the lines is no part of it.
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const times = await Promise.all(
    workers.map(async (worker) => {
      const ended = once(worker, "message");
      worker.postMessage("go");
      const [ms] = await ended;
      await worker.terminate();
      return Number(ms);
    }),
  );
  return Math.max(...times);
}

/** What the input validator takes beside bare parsing, in one thread and in two, and beside readers that look at nothing. */
export const validatorPart: BenchPart = {
  name: "validator",
  description: "bytes a second of the input validator, beside split and JSON.parse alone",
  async run(report) {
    for (const input of INPUTS) {
      const name = `${input.lines.toLocaleString("en-US")} lines of ${input.lineBytes} bytes`;
      const perSecond = (ms: number): number =>
        (input.lines * input.lineBytes) / MEBIBYTE / (ms / 1_000);
      const bareMs = await passMs("bare", input);
      const oneMs = await passMs("validated", input);
      const twoMs = await passMs("validated", input, 2);
      report.figure(`${name}: split and parse`, perSecond(bareMs), "MiB/s");
      report.figure(`${name}: validated`, perSecond(oneMs), "MiB/s");
      report.ratio(`${name}: validated`, bareMs / oneMs, "split and parse; the goal is 0.85");
      report.ratio(`${name}: in two threads`, bareMs / twoMs, "split and parse; the goal is 1.4");
      for (const reader of READERS)
        report.ratio(`${name}: validated`, (await passMs(reader, input)) / oneMs, reader);
    }
  },
};
