import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join, resolve } from "node:path";

import { lockDataFolder, type DataFolderLock } from "./data-folder-lock.ts";
import type { Database, Transaction } from "./database.ts";
import { DatabaseUnavailable } from "./database-error.ts";
import { Mutex } from "./mutex.ts";
import { OpenTransaction, type TransactionConnection } from "./open-transaction.ts";
import { PgliteConnection } from "./pglite-connection.ts";
import type { PgliteCommand } from "./pglite-protocol.ts";
import { PgliteUpkeep } from "./pglite-upkeep.ts";
import { readKey, RememberedReads } from "./pglite-reads.ts";
import type { Sql } from "./sql.ts";

export interface PgliteOptions {
  /** The folder of the database's files, made when missing, or "memory". */
  readonly dataDir: string;
  /**
   * What a new database begins from and an existing one ignores: a dump made by `dump()`, the path of one, or the data
   * folder of another that is closed.
   */
  readonly template?: Uint8Array | string | undefined;
  /** Called once when the engine stops by itself; everything that waited has been rejected by then. */
  readonly onCrash?: (error: DatabaseUnavailable) => void;
}

/** What carries statements to the engine; whoever lends one out decides what closing it means. */
export type EngineConnection = Pick<PgliteConnection, "send" | "close">;

/** The embedded engine: one connection, used by one query or transaction at a time, first come first served. */
export class PgliteDatabase implements Database {
  readonly engine = "pglite";
  readonly #connection: EngineConnection;
  readonly #lock: DataFolderLock | undefined;
  readonly #upkeep: PgliteUpkeep;
  readonly #mutex = new Mutex();
  readonly #reads = new RememberedReads();
  readonly #statements: TransactionConnection = {
    query: (text, values) => this.#write({ action: "query", text, values }),
    beginWith: (text, values) => this.#write({ action: "query", text, values, begins: true }),
    script: async (text) => void (await this.#write({ action: "script", text })),
  };
  #closed: Promise<void> | undefined;

  constructor(connection: EngineConnection, lock: DataFolderLock | undefined) {
    this.#connection = connection;
    this.#lock = lock;
    this.#upkeep = new PgliteUpkeep(connection);
  }

  async query<Row extends object = Record<string, unknown>>(statement: Sql): Promise<Row[]> {
    const { text, values } = statement;
    const run = async (): Promise<object[]> => {
      const result = await this.#exclusively(() => this.#send({ action: "query", text, values }));
      return result.rows;
    };
    this.#assertUsable();
    const key = readKey(statement);
    if (key === undefined) this.#reads.forgetWrittenBy(text);
    const rows =
      key === undefined ? await run() : [...(await this.#reads.rowsOf(key, statement, run))];
    // The caller names the columns of its own statement; nothing here could know better.
    return rows as Row[];
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return await this.#exclusively(async () => {
      const transaction = new OpenTransaction(this.#statements);
      return await transaction.run(() => work(transaction));
    });
  }

  /** The whole data folder as a tar, to start other databases from. */
  async dump(): Promise<Uint8Array> {
    const { rows } = await this.#exclusively(() => this.#send({ action: "dump" }));
    const [tar] = rows;
    if (!(tar instanceof Uint8Array)) throw new Error("The embedded database gave no dump.");
    return tar;
  }

  close(): Promise<void> {
    this.#closed ??= this.#mutex.run(async () => {
      await this.#connection.close();
      this.#lock?.release();
    });
    return this.#closed;
  }

  #assertUsable(): void {
    if (this.#closed) throw new DatabaseUnavailable("The database is closed.");
  }

  async #exclusively<T>(work: () => Promise<T>): Promise<T> {
    this.#assertUsable();
    try {
      return await this.#mutex.run(work);
    } finally {
      if (this.#upkeep.isDue && !this.#closed) {
        // Not awaited: it is the next in line. Should it fail, the next thousand changes try again.
        this.#mutex.run(() => this.#upkeep.run()).catch(() => undefined);
      }
    }
  }

  /** One that belongs to a transaction. */
  #write(command: PgliteCommand & { text: string }) {
    this.#reads.forgetWrittenBy(command.text);
    return this.#send(command);
  }

  async #send(command: PgliteCommand) {
    const result = await this.#connection.send(command);
    this.#upkeep.count(result.changedRows);
    return result;
  }
}

/**
 * Opens the embedded database in a thread of its own. A folder serves one process at a time: another one
 * is refused with `DataFolderInUse`. A first start that was cut short is begun again.
 */
export async function openPglite(options: PgliteOptions): Promise<PgliteDatabase> {
  const onCrash = options.onCrash ?? (() => undefined);
  if (options.dataDir === "memory") {
    const start = { dataDir: undefined, template: readTemplate(options.template) };
    return new PgliteDatabase(await PgliteConnection.open(start, onCrash), undefined);
  }
  const dataDir = resolve(options.dataDir);
  const lock = lockDataFolder(dataDir);
  try {
    const unfinished = `${dataDir}.unfinished`;
    if (existsSync(unfinished)) rmSync(dataDir, { recursive: true, force: true });
    const isNew = !existsSync(join(dataDir, "PG_VERSION"));
    // Half a database looks like one to PostgreSQL; the mark stays until the first start has succeeded.
    if (isNew) writeFileSync(unfinished, "");
    mkdirSync(dataDir, { recursive: true });
    const template = isNew ? await beginFolder(dataDir, options.template) : undefined;
    const connection = await PgliteConnection.open({ dataDir, template }, onCrash);
    rmSync(unfinished, { force: true });
    return new PgliteDatabase(connection, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Fills a new data folder, unless the engine is to fill it from the dump that is returned. */
async function beginFolder(
  dataDir: string,
  template: PgliteOptions["template"],
): Promise<Uint8Array | undefined> {
  if (template === undefined) await makeDataFolder(dataDir);
  else if (typeof template !== "string" || !statSync(template).isDirectory())
    return readTemplate(template);
  else await cp(template, dataDir, { recursive: true });
  return undefined;
}

/** In a thread of its own that ends: what making the files takes, some 400 MB, is given back by nothing else. */
async function makeDataFolder(dataDir: string): Promise<void> {
  const start = { dataDir, template: undefined };
  const connection = await PgliteConnection.open(start, () => undefined);
  await connection.close();
}

function readTemplate(template: Uint8Array | string | undefined): Uint8Array | undefined {
  return typeof template === "string" ? readFileSync(template) : template;
}
