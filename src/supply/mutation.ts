/**
 * `npm run mutation`: changes the code of a folder in one place at a time and sees whether a test notices; fails where fewer
 * than 85 in a hundred of the changes are noticed. Results are kept: a run again tries what was changed since, code or tests.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { PostgresServer } from "#test-servers/postgres-server.ts";
import { FOLDER_VARIABLE, MUTATED_FOLDERS, type MutatedFolder } from "./mutation-folders.ts";
import { percentKilled, scoreOf, scoreTable } from "./mutation-score.ts";

const LEAST_PERCENT = 85;
const CACHE = "node_modules/.cache/mutation";
/** One process that says what is in the sample, and one that runs tests: who is told of all mutants has to be who says it. */
const SAMPLE_CONCURRENCY = 2;
const PLUGIN = fileURLToPath(new URL("mutation-plugin.mjs", import.meta.url));
const NAMES = Object.keys(MUTATED_FOLDERS);
const USAGE = `npm run mutation -- [${NAMES.join("|")}]… [--sample N [--seed N] | --concurrency N] [--only FILE[:LINE-LINE]]`;

class UsageMistake extends Error {}

interface MutationOptions {
  /** How many mutants are put to the tests, and the number that says which. */
  sample: { size: number; seed: number } | undefined;
  /** Files, with or without lines, in the place of the whole folder. */
  only: readonly string[] | undefined;
  concurrency: number;
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new UsageMistake(`--${option} takes a number from 1, not ${text}.`);
  return Number(text);
}

function readOptions(): { names: string[]; options: MutationOptions } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: "string" },
      seed: { type: "string", default: "5" },
      only: { type: "string", multiple: true },
      concurrency: { type: "string" },
    },
  });
  const unknown = positionals.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new UsageMistake(`There is no folder ${unknown} to mutate.`);
  const seed = wholeNumber("seed", values.seed);
  const sample =
    values.sample === undefined ? undefined : { size: wholeNumber("sample", values.sample), seed };
  if (sample !== undefined && values.concurrency !== undefined)
    throw new UsageMistake("--sample takes no --concurrency: one process runs the tests of it.");
  const concurrency =
    sample === undefined
      ? wholeNumber("concurrency", values.concurrency ?? "2")
      : SAMPLE_CONCURRENCY;
  return {
    names: positionals.length === 0 ? NAMES : positionals,
    options: { sample, only: values.only, concurrency },
  };
}

/** Runs the mutants of one folder; those that nobody noticed are printed on the way. */
async function mutate(
  name: string,
  { mutate: files }: MutatedFolder,
  { sample, only, concurrency }: MutationOptions,
): Promise<{ status: string }[]> {
  // Not by Stryker's own list of test files: with one it does not change what runs while modules load.
  process.env[FOLDER_VARIABLE] = name;
  const stryker = new Stryker({
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    mutate: [...(only ?? files)],
    vitest: { related: false, configFile: "src/supply/mutation-tests.config.ts" },
    coverageAnalysis: "perTest",
    // It would read the configuration by an interface that the native compiler has not; Vitest needs none of it.
    tsconfigFile: "none.json",
    ignorePatterns: ["dist", ".data", "test-results"],
    tempDirName: `${CACHE}/copies`,
    incremental: sample === undefined,
    incrementalFile: `${CACHE}/${name}.json`,
    ignorers: ["fail-points"],
    appendPlugins: [PLUGIN],
    ...(sample && { sample, checkers: ["sample"] }),
    warnings: {
      unknownOptions: false,
      preprocessorErrors: true,
      unserializableOptions: true,
      slow: true,
    },
    concurrency,
    // A machine that does something else beside this is slow, not hanging.
    timeoutMS: 20_000,
    dryRunTimeoutMinutes: 30,
    thresholds: { high: 100, low: LEAST_PERCENT, break: null },
    allowConsoleColors: process.stdout.isTTY,
    reporters: ["clear-text", process.stdout.isTTY ? "progress" : "progress-append-only"],
    clearTextReporter: {
      allowColor: false,
      logTests: false,
      reportTests: false,
    },
  });
  return await stryker.runMutationTest();
}

async function run(): Promise<void> {
  const { names, options } = readOptions();
  const scores = [];
  // Each test file of each mutant makes a database, which takes the embedded one seconds. Here rather than in Vitest, whose
  // process is killed where a mutant hangs.
  const server = await PostgresServer.create();
  process.env.BATCHROUTER_TEST_ENGINE = "postgres";
  process.env.BATCHROUTER_TEST_DATABASE_URL = server.url();
  try {
    for (const name of names) {
      const folder = MUTATED_FOLDERS[name];
      if (folder !== undefined) scores.push(scoreOf(name, await mutate(name, folder, options)));
    }
  } finally {
    await server.dispose();
  }
  console.log(scoreTable(scores).join("\n"));
  const isBelow = scores.some((score) => percentKilled(score) < LEAST_PERCENT);
  if (isBelow) console.error(`At least ${LEAST_PERCENT} % must be killed in each folder.`);
  process.exitCode = isBelow ? 1 : 0;
}

await run().catch((error: unknown) => {
  const isUsage = error instanceof UsageMistake || (error instanceof TypeError && "code" in error);
  if (!isUsage) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
});
