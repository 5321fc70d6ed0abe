import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Tally } from "./tally.ts";

const VITEST = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
const SUITE = "src/gateway/webhooks/receiver-faults.test.ts";

/**
 * Plays deliveries through all 24 hours of their schedule, which no black box can: the suite over the gateway's own worker and
 * a clock that stands still until it is moved. It fails as a whole, and then says which delivery went otherwise.
 */
export async function trySchedule(events: number): Promise<Tally> {
  const row = new Tally("events played through their schedule on a moved clock");
  const child = spawn(process.execPath, [VITEST, "run", SUITE, "--reporter=dot"], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: { ...process.env, BATCHROUTER_FAULT_EVENTS: String(events), NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = (): void => void child.kill();
  process.once("exit", end);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await once(child, "close");
  process.off("exit", end);
  if (child.exitCode === 0) for (let at = 0; at < events; at += 1) row.end("survived");
  else row.end({ lost: `${SUITE} with ${events} events failed:\n${output.slice(-4_000)}` });
  return row;
}
