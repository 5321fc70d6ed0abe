/** `npm run bench -- <part>…`: measures the parts named, or all; exits with 1 when something that must hold did not. */
import { cpus } from "node:os";
import { type BenchPart, type BenchReport, shown } from "./part.ts";
import { consolesPart } from "./consoles.ts";
import { fairnessPart } from "./fairness.ts";
import { queuePart } from "./queue.ts";
import { lifecycleParts } from "./lifecycle.ts";
import { pollsPart } from "./polls.ts";
import { interactionsPart } from "./interactions.ts";
import { lighthousePart } from "./lighthouse.ts";
import { quotesPart } from "./quotes.ts";
import { resultsPart } from "./results.ts";
import { scaleParts, upstreamScalePart } from "./scale.ts";
import { startPart } from "./start.ts";
import { measureStorage } from "./storage.ts";
import { tabPart } from "./tab.ts";
import { unitCostsPart } from "./unit-costs.ts";
import { uploadPart } from "./upload.ts";
import { validatorPart } from "./validator.ts";
import { watchersPart } from "./watchers.ts";
import { webhooksPart } from "./webhooks.ts";
import { workersPart } from "./workers.ts";

const PARTS: readonly BenchPart[] = [
  validatorPart,
  uploadPart,
  queuePart,
  pollsPart,
  watchersPart,
  ...lifecycleParts,
  workersPart,
  quotesPart,
  unitCostsPart,
  fairnessPart,
  resultsPart,
  webhooksPart,
  startPart,
  ...scaleParts,
  upstreamScalePart,
  consolesPart,
  lighthousePart,
  interactionsPart,
  tabPart,
  {
    name: "storage",
    description:
      "artifacts in a folder and in an S3-compatible server, beside plain requests to that",
    isLong: true,
    run: () => measureStorage(),
  },
];

/** For all that is run when no part is named. */
const MOST_SECONDS = 600;

let failures = 0;
let seconds = 0;
const report: BenchReport = {
  figure: (name, value, unit) => console.log(`  ${name.padEnd(52)} ${shown(value)} ${unit}`),
  ratio: (name, value, peer) =>
    console.log(`  ${name.padEnd(52)} × ${value.toFixed(2)} of ${peer}`),
  note: (text) => console.log(`  ${text}`),
  fail: (text) => {
    failures += 1;
    console.log(`  NOT HELD: ${text}`);
  },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(", ")}. There are:`);
  for (const { name, description } of PARTS) console.error(`  ${name.padEnd(14)} ${description}`);
  process.exit(2);
}
console.log(`Node ${process.versions.node}, ${process.platform}, ${cpus().length} cores`);
for (const part of PARTS) {
  if (asked.length > 0 && !asked.includes(part.name)) continue;
  if (asked.length === 0 && part.isLong === true) continue;
  console.log(`\n${part.name}: ${part.description}`);
  const startedAt = performance.now();
  await part.run(report);
  const tookSeconds = (performance.now() - startedAt) / 1_000;
  seconds += tookSeconds;
  console.log(`  took ${tookSeconds.toFixed(0)} s`);
}
if (asked.length === 0) report.ratio("all of it", seconds / MOST_SECONDS, "10 minutes");
process.exitCode = failures === 0 ? 0 : 1;
