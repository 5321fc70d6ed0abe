import { type Config, ConfigMistake, readConfig } from "../../config.ts";
import type { Database } from "../../database/database.ts";
import type { CommandSetting } from "../run-command.ts";
import { checkDeadJobs, checkDeliveries, checkOpenBatches, checkUnits } from "./batch-checks.ts";
import { checkClock, checkMigrations } from "./database-checks.ts";
import { type Finding, ok, skipped, wrong } from "./finding.ts";
import { checkLedger } from "./ledger-check.ts";
import { lookAtDatabase } from "./look-at-database.ts";
import { checkDataFolder, checkLock, checkNode, checkPort } from "./machine-checks.ts";
import { checkArtifacts, checkKey, checkStorage, countOrphans } from "./storage-checks.ts";
import { createOperatorDial } from "../../egress/checked-dial.ts";
import { openStoredArtifacts } from "./stored-artifacts.ts";

/** Prints a line for each check as it is made, or JSON at the end; 1 when something is wrong. Changes nothing. */
export async function runDoctor(
  { environment, output }: CommandSetting,
  { isJson, isDeep }: { isJson: boolean; isDeep: boolean },
): Promise<number> {
  const findings: Finding[] = [];
  for await (const finding of examine(environment, isDeep)) {
    findings.push(finding);
    if (!isJson) for (const line of linesOf(finding)) output.say(line);
  }
  const isWell = findings.every(({ state }) => state !== "wrong");
  if (isJson) output.say(JSON.stringify({ is_well: isWell, checks: findings }, null, 2));
  return isWell ? 0 : 1;
}

const MARKS = { ok: "✓", wrong: "✗", skipped: "–" };

function linesOf({ check, state, message, fix }: Finding): string[] {
  const line = `${MARKS[state]} ${check}: ${message}`;
  return fix === null ? [line] : [`${line} ${fix}`];
}

async function* examine(
  environment: CommandSetting["environment"],
  isDeep: boolean,
): AsyncGenerator<Finding> {
  yield checkNode();
  let config: Config;
  try {
    config = readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigMistake)) throw error;
    yield wrong(
      "configuration",
      error.message,
      "Correct these variables; the rest was not looked at.",
    );
    return;
  }
  yield ok("configuration", "Every variable can be used.");
  yield* await checkDataFolder(config);
  yield checkLock(config);
  yield await checkPort(config);
  yield* examineDatabase(config, isDeep);
}

async function* examineDatabase(config: Config, isDeep: boolean): AsyncGenerator<Finding> {
  let look: Awaited<ReturnType<typeof lookAtDatabase>>;
  try {
    look = await lookAtDatabase(config);
  } catch (error) {
    const fix =
      config.databaseUrl === null ? "Bring back a backup." : "Put that right, and look again.";
    yield wrong("database", error instanceof Error ? error.message : String(error), fix);
    return;
  }
  if ("skipped" in look) {
    yield skipped("database", look.skipped);
    return;
  }
  try {
    const { database } = look;
    yield ok("database", `It opens (${database.engine}).`);
    const migrations = await checkMigrations(database);
    yield migrations;
    // The other checks know this version's tables alone.
    if (migrations.state === "ok") yield* examineRows(database, config, isDeep);
  } finally {
    await look.end();
  }
}

async function* examineRows(
  database: Database,
  config: Config,
  isDeep: boolean,
): AsyncGenerator<Finding> {
  yield await attempt("clock", () => checkClock(database));
  yield await attempt("ledger", () => checkLedger(database));
  yield await attempt("open_batches", () => checkOpenBatches(database));
  yield await attempt("deliveries", () => checkDeliveries(database));
  yield await attempt("dead_jobs", () => checkDeadJobs(database));
  yield await attempt("units", () => checkUnits(database));
  yield await attempt("secret_key", () => checkKey(database, config));
  const stored = openStoredArtifacts(
    config.storage,
    createOperatorDial({ allowed: config.allowedTargets }),
  );
  try {
    const storage = await checkStorage(stored);
    yield storage;
    if (storage.state !== "ok") return;
    yield await attempt("artifacts", () => checkArtifacts(database, stored, isDeep));
    yield await attempt("orphans", () => countOrphans(database, stored));
  } finally {
    stored.end();
  }
}

/** A check that breaks off is no reason to leave out the others. */
async function attempt(check: string, make: () => Promise<Finding>): Promise<Finding> {
  try {
    return await make();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return wrong(check, `This could not be checked: ${message}`, "Put that right, and look again.");
  }
}
