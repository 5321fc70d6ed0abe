import type { Database, Transaction } from "../database/database.ts";
import type { Sql } from "../database/sql.ts";
import { deferred } from "./test-batches.ts";

/** A way to the database that can be cut: what is asked for meanwhile waits and goes through, late, once it is let. */
export class StallingDatabase implements Database {
  readonly engine: Database["engine"];
  readonly #database: Database;
  #cut: ReturnType<typeof deferred> | undefined;
  #waiting = 0;

  constructor(database: Database) {
    this.engine = database.engine;
    this.#database = database;
  }

  cut(): void {
    this.#cut ??= deferred();
  }

  letThrough(): void {
    this.#cut?.resolve();
    this.#cut = undefined;
  }

  /** Transactions that wait at the cut. */
  get waiting(): number {
    return this.#waiting;
  }

  async query<Row extends object = Record<string, unknown>>(statement: Sql): Promise<Row[]> {
    await this.#cut?.promise;
    return this.#database.query<Row>(statement);
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.#waiting += 1;
    await this.#cut?.promise;
    this.#waiting -= 1;
    return this.#database.transaction(work);
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
