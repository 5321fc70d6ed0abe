/** `npm run torture`: kills real processes while batches run, then reconciles results and bills by the API alone. */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  PART_NAMES,
  type Part,
  type PartName,
  type PartOptions,
  type TortureEngine,
} from "./part.ts";

const GATEWAY_MAIN = fileURLToPath(new URL("../../dist/torture/main.js", import.meta.url));
const FULL_KILLS = 200;
const SHORT_KILLS = 12;
const FULL_MINUTES = 14;
const SHORT_MINUTES = 2;

/** Each part by its name, loaded only when it is run. */
const PARTS: Readonly<Partial<Record<PartName, () => Promise<Part>>>> = {
  kills: async () => (await import("./kills.ts")).tortureByKills,
  idempotency: async () => (await import("./idempotency.ts")).tortureIdempotency,
  races: async () => (await import("./races.ts")).tortureRaces,
  "cut-off": async () => (await import("./cut-off.ts")).tortureCutOff,
  upstream: async () => (await import("./upstream.ts")).tortureUpstream,
};

const USAGE = `npm run torture -- [--seed N] [--kills N] [--engine embedded|postgres|all] [--workers 1,2,4] [--short] [--minutes N] [--part ${PART_NAMES.join("|")}]`;

class UsageMistake extends Error {}

function wholeNumber(name: string, written: string): number {
  if (!/^\d{1,9}$/.test(written))
    throw new UsageMistake(`--${name} takes a number, not ${written}.`);
  return Number(written);
}

function enginesOf(written: string): TortureEngine[] {
  if (written === "all") return ["embedded", "postgres"];
  if (written === "embedded" || written === "postgres") return [written];
  throw new UsageMistake(`--engine takes embedded, postgres or all, not ${written}.`);
}

function partsOf(written: readonly string[]): PartName[] {
  return written.map((name) => {
    const part = PART_NAMES.find((known) => known === name);
    if (part === undefined) throw new UsageMistake(`There is no part ${name}.`);
    return part;
  });
}

function readOptions(): { parts: PartName[]; options: PartOptions } {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      kills: { type: "string" },
      engine: { type: "string", default: "all" },
      workers: { type: "string" },
      short: { type: "boolean", default: false },
      minutes: { type: "string" },
      part: { type: "string", multiple: true },
    },
  });
  const isShort = values.short;
  const workers = values.workers ?? (isShort ? "2" : "1,2,4");
  return {
    parts: partsOf(values.part ?? PART_NAMES.filter((name) => name in PARTS)),
    options: {
      seed: wholeNumber("seed", values.seed),
      kills: wholeNumber("kills", values.kills ?? String(isShort ? SHORT_KILLS : FULL_KILLS)),
      engines: enginesOf(values.engine),
      workers: workers.split(",").map((count) => wholeNumber("workers", count)),
      isShort,
      minutes: wholeNumber(
        "minutes",
        values.minutes ?? String(isShort ? SHORT_MINUTES : FULL_MINUTES),
      ),
      gatewayMain: GATEWAY_MAIN,
    },
  };
}

async function runParts(parts: readonly PartName[], options: PartOptions): Promise<string[]> {
  const deviations: string[] = [];
  for (const name of parts) {
    const load = PARTS[name];
    if (load === undefined) continue;
    const started = performance.now();
    const report = await (await load())(options);
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    console.log([``, `${name}: ${seconds} s`, ...report.lines].join("\n"));
    deviations.push(...report.deviations.map((deviation) => `${name}: ${deviation}`));
  }
  return deviations;
}

async function main(): Promise<number> {
  const { parts, options } = readOptions();
  const { seed, kills, isShort } = options;
  const again = `npm run torture -- --seed ${seed} --kills ${kills}${isShort ? " --short" : ""}`;
  console.log(`Seed ${seed}; to repeat: ${again}`);
  const deviations = await runParts(parts, options);
  if (deviations.length === 0) {
    console.log("\nNothing lost, nothing twice, nothing charged twice, every batch ended.");
    return 0;
  }
  console.error(
    [``, `${deviations.length} deviations with seed ${seed}:`, ...deviations].join("\n"),
  );
  return 1;
}

// Processes that it has started end with it; see `SupervisedProcess`.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof UsageMistake)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  return 2;
});
