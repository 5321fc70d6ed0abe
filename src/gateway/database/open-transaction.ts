import type { Transaction } from "./database.ts";
import { DatabaseUnavailable, OutcomeUnknown } from "./database-error.ts";
import type { Sql, SqlValue } from "./sql.ts";

/** A connection that nobody else uses until the transaction on it has ended. */
export interface TransactionConnection {
  /** One statement; `command` is its tag, such as `COMMIT`. */
  query(text: string, values: readonly SqlValue[]): Promise<{ rows: object[]; command: string }>;
  /** Several statements without parameters. */
  script(text: string): Promise<void>;
  /**
   * `begin` and the first statement on one way there and back: where there is no beginning, the statement is not run. Absent
   * where `begin` has to be answered first.
   */
  beginWith?(
    text: string,
    values: readonly SqlValue[],
  ): Promise<{ rows: object[]; command: string }>;
}

/** One transaction on a connection of either engine, so that both give the same guarantees. */
export class OpenTransaction implements Transaction {
  readonly #connection: TransactionConnection;
  readonly #callbacks: (() => void)[] = [];
  #isOpen = false;
  #hasBegun = false;
  #failure: unknown;

  constructor(connection: TransactionConnection) {
    this.#connection = connection;
  }

  /** What the first statement that failed threw, whatever the work made of it. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Begins, does the work, and commits or rolls back; `OutcomeUnknown` when the answer to the commit is lost. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#connection.beginWith === undefined) await this.#begin();
    this.#isOpen = true;
    let result: T;
    try {
      result = await work();
    } catch (error) {
      this.#isOpen = false;
      // When the engine is gone, the work's own error already says so.
      if (this.#hasBegun) await this.#connection.query("rollback", []).catch(() => undefined);
      throw error;
    }
    this.#isOpen = false;
    if (this.#hasBegun) await this.#commit();
    this.#callbacks.forEach(callAfterCommit);
    return result;
  }

  async query<Row extends object = Record<string, unknown>>(statement: Sql): Promise<Row[]> {
    this.#assertOpen();
    const { text, values } = statement;
    const { rows } = await this.#noting(this.#send(text, values));
    // The caller names the columns of its own statement; nothing here could know better.
    return rows as Row[];
  }

  async runScript(script: Sql): Promise<void> {
    this.#assertOpen();
    if (script.values.length > 0) throw new Error("A script takes no parameters.");
    if (!this.#hasBegun) await this.#begin();
    await this.#noting(this.#connection.script(script.text));
  }

  afterCommit(callback: () => void): void {
    this.#assertOpen();
    this.#callbacks.push(callback);
  }

  #begin(): Promise<unknown> {
    this.#hasBegun = true;
    return this.#noting(this.#connection.query("begin", []));
  }

  /** The first statement takes the beginning along; whatever is asked before its answer comes behind it. */
  #send(text: string, values: readonly SqlValue[]): Promise<{ rows: object[] }> {
    if (this.#hasBegun || this.#connection.beginWith === undefined)
      return this.#connection.query(text, values);
    this.#hasBegun = true;
    return this.#connection.beginWith(text, values);
  }

  async #commit(): Promise<void> {
    const { command } = await this.#connection.query("commit", []).catch(throwUnknown);
    if (command !== "COMMIT") {
      throw new Error("The transaction was rolled back: a failed statement inside it was ignored.");
    }
  }

  async #noting<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  #assertOpen(): void {
    if (!this.#isOpen)
      throw new Error("The transaction has ended; its handle cannot be used any more.");
  }
}

function throwUnknown(error: unknown): never {
  if (!(error instanceof DatabaseUnavailable)) throw error;
  throw new OutcomeUnknown(
    "The connection was lost while the transaction committed; whether it did is not known.",
    { cause: error },
  );
}

/** The work is committed, so a callback's error is nobody's failure here: it surfaces as uncaught. */
function callAfterCommit(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
