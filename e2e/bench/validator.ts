import { createLineSplitter } from "#contract/manifest/lines.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { createManifestValidator } from "#contract/manifest/validator.ts";
import { type BigInput, bigInputChunks } from "./big-input.ts";
import type { BenchPart } from "./part.ts";

const INPUTS = [
  { lines: 300_000, lineBytes: 690 },
  { lines: 100_000, lineBytes: 2_147 },
];
const MEBIBYTE = 1024 ** 2;

/** The limit of one thread: cutting lines and parsing them, with nothing looked at. */
function parseBare(chunks: readonly Uint8Array[]): void {
  const decoder = new TextDecoder();
  const splitter = createLineSplitter({
    maxLineBytes: MANIFEST_LIMITS.maxLineBytes,
    onLine: (line) => void JSON.parse(decoder.decode(line)),
    onLongLine: () => {
      throw new Error("A line is too long.");
    },
  });
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
}

function validate(chunks: readonly Uint8Array[], lines: number): void {
  const validator = createManifestValidator({ knownModels: new Set(["gpt-4o-mini"]) });
  for (const chunk of chunks) validator.push(chunk);
  const summary = validator.end();
  if (summary.item_count !== lines) throw new Error("The validator found fault with good lines.");
}

/** How long the validator takes over an input, in milliseconds. */
export function validateMs(input: BigInput): number {
  const chunks = [...bigInputChunks(input)];
  const startedAt = performance.now();
  validate(chunks, input.lines);
  return performance.now() - startedAt;
}

function mebibytesPerSecond(bytes: number, work: () => void): number {
  const startedAt = performance.now();
  work();
  return bytes / MEBIBYTE / ((performance.now() - startedAt) / 1_000);
}

/** What the input validator takes beside bare parsing. */
export const validatorPart: BenchPart = {
  name: "validator",
  description: "bytes a second of the input validator, beside split and JSON.parse alone",
  async run(report) {
    for (const input of INPUTS) {
      const chunks = [...bigInputChunks(input)];
      const bytes = input.lines * input.lineBytes;
      const name = `${input.lines.toLocaleString("en-US")} lines of ${input.lineBytes} bytes`;
      const bare = mebibytesPerSecond(bytes, () => parseBare(chunks));
      const judged = mebibytesPerSecond(bytes, () => validate(chunks, input.lines));
      report.figure(`${name}: split and parse`, bare, "MiB/s");
      report.figure(`${name}: validated`, judged, "MiB/s");
      report.ratio(`${name}: validated`, judged / bare, "split and parse");
    }
  },
};
