import type { Transaction } from "./database.ts";
import type { PgliteCommand, PgliteResult } from "./pglite-protocol.ts";
import type { Sql } from "./sql.ts";

/** One transaction on the embedded engine's only connection; whoever makes it holds the connection's mutex. */
export class PgliteTransaction implements Transaction {
  readonly #send: (command: PgliteCommand) => Promise<PgliteResult>;
  readonly #callbacks: (() => void)[] = [];
  #isOpen = false;

  constructor(send: (command: PgliteCommand) => Promise<PgliteResult>) {
    this.#send = send;
  }

  /** Begins, does the work, and commits or rolls back. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#query("begin");
    this.#isOpen = true;
    let result: T;
    try {
      result = await work();
    } catch (error) {
      this.#isOpen = false;
      // When the engine is gone, the work's own error already says so.
      await this.#query("rollback").catch(() => undefined);
      throw error;
    }
    this.#isOpen = false;
    const { command } = await this.#query("commit");
    if (command !== "COMMIT") {
      throw new Error("The transaction was rolled back: a failed statement inside it was ignored.");
    }
    this.#callbacks.forEach(callAfterCommit);
    return result;
  }

  async query<Row extends object = Record<string, unknown>>(statement: Sql): Promise<Row[]> {
    this.#assertOpen();
    const { text, values } = statement;
    const { rows } = await this.#send({ action: "query", text, values });
    // The caller names the columns of its own statement; nothing here could know better.
    return rows as Row[];
  }

  async runScript(script: Sql): Promise<void> {
    this.#assertOpen();
    if (script.values.length > 0) throw new Error("A script takes no parameters.");
    await this.#send({ action: "script", text: script.text });
  }

  afterCommit(callback: () => void): void {
    this.#assertOpen();
    this.#callbacks.push(callback);
  }

  #query(text: string): Promise<PgliteResult> {
    return this.#send({ action: "query", text, values: [] });
  }

  #assertOpen(): void {
    if (!this.#isOpen)
      throw new Error("The transaction has ended; its handle cannot be used any more.");
  }
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
