import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import type { TestAccount } from "../test-account.ts";
import { submitFile, untilBatchEnded } from "./bench-batch.ts";
import { type BenchGateway, withBenchGateway } from "./bench-gateway.ts";
import type { BigInput } from "./big-input.ts";
import { uploadInputFile, withInputFile } from "./input-file.ts";
import type { BenchPart, BenchReport } from "./part.ts";
import { rawPassMs } from "./raw-pass.ts";
import { tellResultPages } from "./result-pages.ts";

const MEBIBYTE = 1024 ** 2;
const WITHIN_MS = 9 * 60_000;
/** What the first byte of a download may take. */
const FIRST_BYTE_MS = 50;

interface LifecycleScale extends BigInput {
  name: string;
  isLong: boolean;
}

const SCALES: readonly LifecycleScale[] = [
  { name: "lifecycle", lines: 100_000, lineBytes: 690, isLong: false },
  { name: "lifecycle-long", lines: 300_000, lineBytes: 690, isLong: true },
];

/** One batch from its bytes to its artifacts and results, each stage beside its limit in the same run. */
export const lifecycleParts: readonly BenchPart[] = SCALES.map((scale) => ({
  name: scale.name,
  description: `${scale.lines.toLocaleString("en-US")} lines of ${scale.lineBytes} bytes from upload to results, each stage beside its limit`,
  isLong: scale.isLong,
  run: (report) =>
    withInputFile(scale, (path) =>
      withBenchGateway((bench) => runLifecycle(report, bench, { ...scale, path })),
    ),
}));

async function runLifecycle(
  report: BenchReport,
  { account, gateway: { url } }: BenchGateway,
  input: BigInput & { path: string },
): Promise<void> {
  const uploadedAt = performance.now();
  const file = await uploadInputFile(url, account, input.path);
  const uploadMs = performance.now() - uploadedAt;
  report.figure("upload", file.bytes / MEBIBYTE / (uploadMs / 1_000), "MiB/s");

  const submittedAt = performance.now();
  const { id } = await submitFile(account, file);
  const batch = await untilBatchEnded(account, id, WITHIN_MS);
  const runMs = performance.now() - submittedAt;
  if (batch.counts.completed !== input.lines) report.fail("every item is answered");
  const rawMs = await rawPassMs(input.path, `${input.path}.output`);
  report.figure("submit to artifacts", input.lines / (runMs / 1_000), "items/s");
  report.ratio(
    "time from submit to artifacts",
    runMs / rawMs,
    "reading, parsing and writing; the goal is 2",
  );

  await tellResultPages(report, account, batch);
  await tellDownload(report, account, batch);
}

async function tellDownload(
  report: BenchReport,
  { client }: TestAccount,
  { id }: Batch,
): Promise<void> {
  const link = await client.call(contract.batches.artifactUrl, {
    params: { id },
    query: { kind: "output" },
  });
  const startedAt = performance.now();
  const { body } = await fetch(link.url);
  if (body === null) throw new Error("The output has no body.");
  let firstMs: number | undefined;
  let bytes = 0;
  for await (const chunk of body) {
    firstMs ??= performance.now() - startedAt;
    bytes += chunk.length;
  }
  report.figure("first byte of a signed download", firstMs ?? Number.NaN, "ms");
  report.ratio(
    "first byte of a signed download",
    (firstMs ?? Number.NaN) / FIRST_BYTE_MS,
    `${FIRST_BYTE_MS} ms`,
  );
  report.figure(
    "signed download",
    bytes / MEBIBYTE / ((performance.now() - startedAt) / 1_000),
    "MiB/s",
  );
}
