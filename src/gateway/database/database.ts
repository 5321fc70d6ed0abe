import type { Sql } from "./sql.ts";

/** Anything that runs one statement at a time: the database itself or an open transaction. */
export interface Queryable {
  /**
   * Runs one statement and returns its rows. `bigint` columns come as bigint, `timestamptz` as Date,
   * `jsonb` parsed, `bytea` as Uint8Array, `numeric` and `date` as string (so cast a `sum` of bigints
   * to `bigint`). Throws `DatabaseError` for what PostgreSQL refuses, `DatabaseUnavailable` when there is
   * no engine to ask, or not now.
   */
  query<Row extends object = Record<string, unknown>>(statement: Sql): Promise<Row[]>;
}

/** An open transaction; it must not be used after the work it was handed to has ended. */
export interface Transaction extends Queryable {
  /** Runs several statements that take no parameters; meant for migrations. */
  runScript(script: Sql): Promise<void>;
  /** Calls back once the transaction has committed and before `transaction()` resolves; never after a rollback. */
  afterCommit(callback: () => void): void;
}

/** The gateway's database; the same SQL runs on every engine. */
export interface Database extends Queryable {
  readonly engine: "pglite" | "postgres";
  /**
   * Commits when `work` resolves and rolls back when it rejects. Keep to database work inside: the
   * embedded engine serves nobody else meanwhile. The database itself, used inside instead of the transaction, waits for
   * itself; in tests it throws. Work that was rolled back for a deadlock or a lost
   * connection is done again from its beginning, so it changes nothing outside the transaction but by
   * `afterCommit`. Throws `OutcomeUnknown` when the answer to the commit is lost.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Waits for what is running, then frees everything; later queries throw `DatabaseUnavailable`. */
  close(): Promise<void>;
}
