/** `npm run trust`: attacks a real gateway from outside, and prints what was tried and what came of it. */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { TrustOptions, TrustPart, TrustRow } from "./part.ts";

const GATEWAY_MAIN = fileURLToPath(new URL("../../dist/gateway/main.js", import.meta.url));
/** Of what was lost in one row so many sentences are printed. */
const MOST_PRINTED = 20;

/** Each part by its name, loaded only when it is run. */
const PARTS: Readonly<Record<string, () => Promise<TrustPart>>> = {
  accounts: async () => (await import("./accounts.ts")).accountsPart,
  matrix: async () => (await import("./matrix.ts")).matrixPart,
  hosts: async () => (await import("./hosts.ts")).attackHosts,
  "browser-rules": async () => (await import("./browser-rules.ts")).judgeBrowserRules,
  input: async () => (await import("./input.ts")).attackInput,
  fuzz: async () => (await import("./fuzz.ts")).fuzzContract,
  egress: async () => (await import("./egress.ts")).tryEgress,
  webhooks: async () => (await import("./webhooks.ts")).tryWebhooks,
};

const USAGE = `npm run trust -- [--seed N] [--short] [--part ${Object.keys(PARTS).join("|")}]`;

class UsageMistake extends Error {}

interface TrustRun {
  names: string[];
  options: TrustOptions;
  /** The line that runs the same again. */
  repeat: string;
}

function readOptions(): TrustRun {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      short: { type: "boolean", default: false },
      part: { type: "string", multiple: true },
    },
  });
  if (!/^\d{1,9}$/.test(values.seed))
    throw new UsageMistake(`--seed takes a number, not ${values.seed}.`);
  const names = values.part ?? Object.keys(PARTS);
  const unknown = names.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) throw new UsageMistake(`There is no part ${unknown}.`);
  const options = { seed: Number(values.seed), isShort: values.short, gatewayMain: GATEWAY_MAIN };
  const parts = (values.part ?? []).map((name) => ` --part ${name}`).join("");
  const repeat = `npm run trust -- --seed ${values.seed}${values.short ? " --short" : ""}${parts}`;
  return { names, options, repeat };
}

/** A row that does not add up has lost what it does not account for. */
function lostIn({ what, tried, refused, survived, lost }: TrustRow): string[] {
  const missing = tried - refused - survived - lost.length;
  return [
    ...lost.map((sentence) => `${what}: ${sentence}`),
    ...(tried === 0 ? [`${what}: nothing was tried.`] : []),
    ...(missing === 0 ? [] : [`${what}: ${missing} of ${tried} are not accounted for.`]),
  ];
}

function tableLine(cells: readonly [string, ...(string | number)[]]): string {
  const [what, ...figures] = cells;
  return [what.padEnd(64), ...figures.map((figure) => String(figure).padStart(10))].join("");
}

async function runParts(names: readonly string[], options: TrustOptions): Promise<string[]> {
  const lost: string[] = [];
  console.log(tableLine(["what", "tried", "refused", "survived", "lost"]));
  for (const name of names) {
    const load = PARTS[name];
    if (load === undefined) continue;
    const started = performance.now();
    const rows = await (await load())(options);
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    console.log(`${name}, ${seconds} s`);
    for (const row of rows) {
      const { what, tried, refused, survived } = row;
      const found = lostIn(row);
      console.log(tableLine([`  ${what}`, tried, refused, survived, found.length]));
      lost.push(...found.slice(0, MOST_PRINTED).map((sentence) => `${name}: ${sentence}`));
    }
  }
  return lost;
}

async function main(): Promise<number> {
  const { names, options, repeat } = readOptions();
  const { seed } = options;
  console.log(`Seed ${seed}; to repeat: ${repeat}`);
  const lost = await runParts(names, options);
  if (lost.length === 0) return 0;
  console.error([``, `Lost, with seed ${seed}:`, ...lost].join("\n"));
  return 1;
}

// Processes that it has started end with it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof UsageMistake)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  return 2;
});
