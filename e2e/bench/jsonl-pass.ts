/**
 * One pass over lines in memory, in a thread of its own: `bare` is the limit of one thread, `validated` is ours, the others
 * are readers of npm and of Node that look at nothing either. Bundled before it is measured, as all that ships is: what runs
 * TypeScript as it stands puts calls into every function.
 */
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { parentPort, workerData } from "node:worker_threads";
import split2 from "split2";
import { createLineSplitter } from "#contract/manifest/lines.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { createManifestValidator } from "#contract/manifest/validator.ts";
import { type BigInput, bigInputChunks } from "./big-input.ts";

type Chunks = readonly Uint8Array[];

/** Each gives the number of lines that it read. */
const PASSES = {
  async bare(chunks: Chunks) {
    const decoder = new TextDecoder();
    let lines = 0;
    const splitter = createLineSplitter({
      maxLineBytes: MANIFEST_LIMITS.maxLineBytes,
      onLine(line) {
        JSON.parse(decoder.decode(line));
        lines += 1;
      },
      onLongLine: () => {
        throw new Error("A line is too long.");
      },
    });
    for (const chunk of chunks) splitter.push(chunk);
    splitter.end();
    return lines;
  },
  async validated(chunks: Chunks) {
    const validator = createManifestValidator({ knownModels: new Set(["gpt-4o-mini"]) });
    for (const chunk of chunks) validator.push(chunk);
    return validator.end().item_count;
  },
  async readline(chunks: Chunks) {
    let lines = 0;
    for await (const line of createInterface({ input: Readable.from(chunks) })) {
      JSON.parse(line);
      lines += 1;
    }
    return lines;
  },
  async split2(chunks: Chunks) {
    let lines = 0;
    for await (const _value of Readable.from(chunks).pipe(split2(JSON.parse))) lines += 1;
    return lines;
  },
};

/** What a pass may be. */
export type JsonlPass = keyof typeof PASSES;

/** What the thread is started with; it answers with the milliseconds that the pass took. */
export interface JsonlPassStart extends BigInput {
  pass: JsonlPass;
}

const { pass, ...input } = workerData as JsonlPassStart;
const chunks = [...bigInputChunks(input)];
parentPort?.postMessage("ready");
parentPort?.once("message", async () => {
  const startedAt = performance.now();
  const lines = await PASSES[pass](chunks);
  if (lines !== input.lines) throw new Error(`${pass} read ${lines} of ${input.lines} lines.`);
  parentPort?.postMessage(performance.now() - startedAt);
});
