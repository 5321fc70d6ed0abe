import { constants, existsSync } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { once } from "node:events";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import type { Config } from "../../config.ts";
import { findLockOwner } from "../../database/data-folder-lock.ts";
import { READY } from "../backup/restore.ts";
import { type Finding, ok, skipped, wrong } from "./finding.ts";

const OLDEST_NODE = [20, 19] as const;
const LEAST_FREE_BYTES = 1024 ** 3;

/** Whether this Node is new enough. */
export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isEnough
    ? ok("node", `Node ${version}.`)
    : wrong("node", `Node ${version} is too old.`, "Use Node 20.19 or newer.");
}

/** Whether the data folder can be written to, and has room. Nothing is written. */
export async function checkDataFolder({ dataDirectory }: Config): Promise<Finding[]> {
  const nearest = await nearestFolder(dataDirectory);
  try {
    await access(nearest, constants.R_OK | constants.W_OK | constants.X_OK);
    if (!(await stat(nearest)).isDirectory()) throw new Error("A file stands in its place.");
  } catch {
    const fix = `Give this user the right to read and write ${nearest}, or name another folder in BATCHROUTER_DATA_DIR.`;
    return [wrong("data_folder", `${nearest} cannot be written to.`, fix)];
  }
  if (existsSync(join(dataDirectory, READY))) {
    const fix = "Run restore once more, with --force.";
    return [wrong("data_folder", `A restore into ${dataDirectory} was cut short.`, fix)];
  }
  const is = nearest === dataDirectory ? "can be written to" : "will be made at the first start";
  const { bavail, bsize } = await statfs(nearest);
  const free = bavail * bsize;
  const room = `${(free / 1024 ** 3).toFixed(1)} GiB are free.`;
  return [
    ok("data_folder", `${dataDirectory} ${is}.`),
    free < LEAST_FREE_BYTES
      ? wrong("free_space", `Only ${room}`, "Make room: a full disk stops every batch.")
      : ok("free_space", room),
  ];
}

async function nearestFolder(folder: string): Promise<string> {
  const stats = await stat(folder).catch(() => undefined);
  return stats !== undefined || dirname(folder) === folder
    ? folder
    : nearestFolder(dirname(folder));
}

/** Who has the data folder open: nobody, a gateway that runs, or one that died, which the next start sees to. */
export function checkLock({ dataDirectory, databaseUrl }: Config): Finding {
  if (databaseUrl !== null)
    return skipped("lock", "The database is a server; no folder is locked.");
  const folder = join(dataDirectory, "database");
  try {
    const owner = findLockOwner(folder);
    if (owner === undefined) return ok("lock", "No process has the data folder open.");
    return owner.isRunning
      ? ok("lock", `Process ${owner.pid} has the data folder open.`)
      : ok(
          "lock",
          `Process ${owner.pid} left its lock when it died; the next start takes it over.`,
        );
  } catch (error) {
    const fix = `Remove ${folder}.lock if no gateway is running.`;
    return wrong("lock", error instanceof Error ? error.message : String(error), fix);
  }
}

/** Whether the port is free, or a gateway has it already. */
export async function checkPort({ host, port }: Config): Promise<Finding> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return ok("port", `Port ${port} of ${host} is free.`);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    if (code === "EADDRINUSE" && (await isGateway(host, port)))
      return ok("port", `A gateway answers on port ${port} of ${host}.`);
    const fix =
      code === "EADDRINUSE"
        ? "Stop the program that has it, or choose another port with PORT."
        : "Choose another address with HOST, or another port with PORT.";
    return wrong("port", `Port ${port} of ${host} cannot be listened on (${code}).`, fix);
  } finally {
    server.close();
  }
}

async function isGateway(host: string, port: number): Promise<boolean> {
  const reachedBy = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const origin = `http://${reachedBy.includes(":") ? `[${reachedBy}]` : reachedBy}:${port}`;
  try {
    const answer = await fetch(`${origin}/v1/health`, { signal: AbortSignal.timeout(2_000) });
    const health: unknown = await answer.json();
    return typeof health === "object" && health !== null && "instance_id" in health;
  } catch {
    return false;
  }
}
