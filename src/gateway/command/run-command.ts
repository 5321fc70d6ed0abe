import { parseArgs } from "node:util";
import { type Config, readConfig } from "../config.ts";
import { packageRoot, versionOf } from "../package-root.ts";
import { explain } from "../plain-errors.ts";
import { backUp } from "./backup/back-up.ts";
import { restore } from "./backup/restore.ts";
import { CommandFailed, UsageMistake } from "./command-failed.ts";
import { runDoctor } from "./doctor/doctor.ts";
import { runLanes } from "./lanes/run-lanes.ts";
import { listOldPrices } from "./list-old-prices.ts";
import { runMigrate } from "./run-migrate.ts";

/** Where a command's lines go: results to `say`, what went wrong to `complain`. */
export interface CommandOutput {
  say(line: string): void;
  complain(line: string): void;
}

/** What a command is run with. */
export interface CommandSetting {
  environment: Readonly<Record<string, string | undefined>>;
  version: string;
  output: CommandOutput;
}

const USAGE = `Usage: npm run gateway -- <command>

  backup <folder>             a copy of everything, of a running gateway too; the folder must not be there yet
  restore <folder> [--force]  everything from a backup, into an empty data folder; --force removes what is there
  migrate                     brings the database up to date, as every start does
  doctor [--json] [--deep]    checks everything and changes nothing; --deep reads every input file through
  prices [--json]             which prices of the catalog were read more than 90 days ago; exits with 1 when there are any
  lanes [--json]              the lanes that the gateway would run with: models, prices, bounds, and whether their keys are set
  lanes --send [lane_id]      one small real item to that lane, or to each; at the provider's price, never repeated;
                              exits with 1 when one fails

The gateway's own variables say which data folder or database is meant.`;

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  force: { type: "boolean" },
  json: { type: "boolean" },
  deep: { type: "boolean" },
  send: { type: "boolean" },
} as const;

type Flag = keyof typeof OPTIONS;

interface Command {
  folders: 0 | 1;
  /** Whether a lane may be named, which only sending takes. */
  mayNameLane?: true;
  flags: readonly Flag[];
  run(
    setting: CommandSetting,
    call: { folder: string; lane_id: string | null; flags: ReadonlySet<Flag> },
  ): Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  backup: {
    folders: 1,
    flags: [],
    run: (setting, { folder }) => backUp(setting, configOf(setting), folder),
  },
  restore: {
    folders: 1,
    flags: ["force"],
    run: (setting, { folder, flags }) =>
      restore(setting, configOf(setting), folder, { isForced: flags.has("force") }),
  },
  migrate: {
    folders: 0,
    flags: [],
    run: (setting) => runMigrate(setting, configOf(setting)),
  },
  doctor: {
    folders: 0,
    flags: ["json", "deep"],
    run: (setting, { flags }) =>
      runDoctor(setting, { isJson: flags.has("json"), isDeep: flags.has("deep") }),
  },
  prices: {
    folders: 0,
    flags: ["json"],
    run: (setting, { flags }) =>
      listOldPrices(setting, configOf(setting), { now: new Date(), isJson: flags.has("json") }),
  },
  lanes: {
    folders: 0,
    mayNameLane: true,
    flags: ["json", "send"],
    run: (setting, { lane_id, flags }) =>
      runLanes(setting, configOf(setting), {
        isJson: flags.has("json"),
        isSending: flags.has("send"),
        lane_id,
      }),
  },
};

/** Runs one command and returns its exit code: 0 done, 1 not done or something wrong, 2 called wrongly. */
export async function runCommand(
  words: readonly string[],
  environment: CommandSetting["environment"],
  output: CommandOutput,
): Promise<number> {
  const setting = { environment, output, version: versionOf(packageRoot()) };
  try {
    const call = readCall(words);
    if (call === "help") {
      output.say(USAGE);
      return 0;
    }
    return await call.command.run(setting, call);
  } catch (error) {
    if (error instanceof UsageMistake) {
      output.complain(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    output.complain(error instanceof CommandFailed ? error.message : explain(error));
    return 1;
  }
}

function readCall(words: readonly string[]) {
  const { values, positionals } = parseWords(words);
  const flags = new Set(Object.keys(values) as Flag[]); // of these options alone
  const [name, ...operands] = positionals;
  if (flags.has("help")) return "help";
  if (name === undefined) throw new UsageMistake("Which command?");
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UsageMistake(`There is no command ${name}.`);
  const unknown = [...flags].find((flag) => !command.flags.includes(flag));
  if (unknown !== undefined) throw new UsageMistake(`${name} takes no --${unknown}.`);
  if (command.mayNameLane === true)
    return { command, folder: "", lane_id: laneOf(operands, flags), flags };
  if (operands.length !== command.folders)
    throw new UsageMistake(`${name} takes ${command.folders === 1 ? "one folder" : "no folder"}.`);
  return { command, folder: operands[0] ?? "", lane_id: null, flags };
}

function laneOf([lane_id, ...rest]: readonly string[], flags: ReadonlySet<Flag>): string | null {
  if (rest.length > 0) throw new UsageMistake("lanes takes one lane, or none for all of them.");
  if (lane_id !== undefined && !flags.has("send"))
    throw new UsageMistake("lanes takes a lane with --send alone; without it all are listed.");
  return lane_id ?? null;
}

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageMistake(error instanceof Error ? error.message : String(error));
  }
}

function configOf({ environment }: CommandSetting): Config {
  return readConfig(environment);
}
