import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { AllowedTargets } from "../egress/allowed-targets.ts";
import { createOperatorDial } from "../egress/checked-dial.ts";
import { DatabaseUnavailable } from "./database-error.ts";
import type { Database } from "./database.ts";
import { openPglite } from "./pglite-database.ts";
import { PostgresDatabase } from "./postgres-database.ts";
import { sql } from "./sql.ts";
import { templateFolder } from "./template-folder.ts";

/** Where the database is: a server when a URL is given, else a folder inside the data folder. */
export interface DatabaseSettings {
  readonly databaseUrl: string | null;
  readonly databasePoolSize: number;
  readonly dataDirectory: string;
  /** What a server may be reached at beside public, private and loopback addresses. */
  readonly allowedTargets?: AllowedTargets;
}

export interface DatabaseListeners {
  /** Called once when the embedded engine stops by itself. */
  onCrash(error: DatabaseUnavailable): void;
  /** Called once when the server is not there yet and is waited for. */
  onWaiting(reason: string): void;
}

/** A database that cannot be used; the message is a sentence for who runs the gateway, without the password. */
export class DatabaseRefused extends Error {
  override readonly name = "DatabaseRefused";
}

const WAIT_FOR_SERVER_MS = 30_000;
const LOOK_EVERY_MS = 500;
/** 14 is the oldest that PostgreSQL itself still mends. */
const OLDEST_SERVER = 140_000;

/**
 * Opens the database that the settings name. A server that is not there yet is waited for, for 30 s unless said otherwise.
 * Throws `DatabaseRefused` for what a person can put right, `DataFolderInUse` when another process has the folder.
 */
export async function openDatabase(
  settings: DatabaseSettings,
  listeners: DatabaseListeners,
  waitMs = WAIT_FOR_SERVER_MS,
): Promise<Database> {
  const { databaseUrl, databasePoolSize, dataDirectory, allowedTargets } = settings;
  if (databaseUrl === null) {
    return await openPglite({
      dataDir: join(dataDirectory, "database"),
      template: templateFolder(),
      onCrash: (error) => listeners.onCrash(error),
    });
  }
  const database = new PostgresDatabase({
    url: databaseUrl,
    poolSize: databasePoolSize,
    dial: createOperatorDial(allowedTargets === undefined ? {} : { allowed: allowedTargets }),
  });
  try {
    const onWaiting = (reason: string) => listeners.onWaiting(reason);
    await untilAnswering(database, databaseUrl, { waitMs, onWaiting });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function untilAnswering(
  database: Database,
  url: string,
  { waitMs, onWaiting }: { waitMs: number } & Pick<DatabaseListeners, "onWaiting">,
): Promise<void> {
  const until = Date.now() + waitMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await assertNewEnough(database);
    } catch (error) {
      const refusal = refusalOf(error, url);
      if (refusal) throw new DatabaseRefused(refusal, { cause: error });
      if (!(error instanceof DatabaseUnavailable)) throw error;
      const reason = reasonOf(error);
      if (Date.now() > until) {
        throw new DatabaseRefused(
          `No PostgreSQL server answers at ${shownUrl(url)} (${reason}): start it, or correct DATABASE_URL.`,
          { cause: error },
        );
      }
      if (isFirst) onWaiting(`waiting for PostgreSQL at ${shownUrl(url)}: ${reason}`);
      await delay(LOOK_EVERY_MS);
    }
  }
}

async function assertNewEnough(database: Database): Promise<void> {
  const [server] = await database.query<{ number: string; version: string }>(sql`
    select current_setting('server_version_num') as number, current_setting('server_version') as version
  `);
  if (Number(server?.number) < OLDEST_SERVER) {
    throw new DatabaseRefused(
      `The PostgreSQL server has version ${server?.version}; 14 or newer is needed.`,
    );
  }
}

/** By SQLSTATE, what is wrong with DATABASE_URL; undefined for what may pass by itself. */
function refusalOf(error: unknown, url: string): string | undefined {
  const shown = shownUrl(url);
  switch (codeOf(error)) {
    case "28P01":
    case "28000":
      return `PostgreSQL refuses the user or the password of DATABASE_URL (${shown}): correct them there.`;
    case "3D000":
      return `The database that DATABASE_URL names (${shown}) does not exist: create it, or name another one.`;
    case "42501":
      return `The user of DATABASE_URL (${shown}) may not use that database: grant it the right to connect and to create tables.`;
    default:
      return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  const cause = error instanceof DatabaseUnavailable ? error.cause : error;
  if (!(cause instanceof Error && "code" in cause)) return undefined;
  return typeof cause.code === "string" ? cause.code : undefined;
}

function reasonOf(error: DatabaseUnavailable): string {
  // Several addresses that refuse make an error whose message is empty.
  const { cause } = error;
  return (cause instanceof Error && cause.message) || (codeOf(error) ?? error.message);
}

/** The URL without its password. */
function shownUrl(text: string): string {
  const url = new URL(text);
  if (url.password !== "") url.password = "hidden";
  url.search = "";
  return url.href;
}
