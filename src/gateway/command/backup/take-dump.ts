import { join } from "node:path";
import type { Config } from "../../config.ts";
import { openPglite, type PgliteDatabase } from "../../database/pglite-database.ts";
import { DataFolderInUse } from "../../database/data-folder-lock.ts";
import { DUMP_PATH, dumpToken } from "../../operations/database-dump-route.ts";
import { findKey } from "../../webhooks/secret-box.ts";
import { CommandFailed } from "../command-failed.ts";

/** Where the database is taken from: the folder itself, which is then held until `end`, or the gateway that has it open. */
export interface DumpSource {
  isRunning: boolean;
  dump(): Promise<Uint8Array>;
  end(): Promise<void>;
}

/** Opens the data folder's database, or finds the gateway that has. */
export async function openDumpSource(config: Config): Promise<DumpSource> {
  let database: PgliteDatabase;
  try {
    database = await openPglite({ dataDir: join(config.dataDirectory, "database") });
  } catch (error) {
    if (!(error instanceof DataFolderInUse)) throw error;
    return { isRunning: true, dump: () => askGateway(config, error), end: async () => undefined };
  }
  return { isRunning: false, dump: () => database.dump(), end: () => database.close() };
}

const EVERYWHERE = new Set(["0.0.0.0", "::"]);

async function askGateway(config: Config, inUse: DataFolderInUse): Promise<Uint8Array> {
  const key = config.secretKey ?? (await findKey(config.dataDirectory));
  const host = EVERYWHERE.has(config.host) ? "127.0.0.1" : config.host;
  const origin = `http://${host.includes(":") ? `[${host}]` : host}:${config.port}`;
  const otherwise = `Say HOST and PORT as that gateway has them, or stop it first: ${inUse.message}`;
  if (key === undefined) throw new CommandFailed(`There is no key in ${config.dataDirectory}.`);
  let answer: Response;
  try {
    answer = await fetch(new URL(DUMP_PATH, origin), {
      headers: { authorization: `Bearer ${dumpToken(key)}` },
    });
  } catch (error) {
    throw new CommandFailed(`No gateway answers at ${origin}. ${otherwise}`, { cause: error });
  }
  if (!answer.ok) {
    throw new CommandFailed(
      `What answers at ${origin} gives no dump (${answer.status}). ${otherwise}`,
    );
  }
  return new Uint8Array(await answer.arrayBuffer());
}
