import { Worker } from "node:worker_threads";

import { threadEntry } from "../thread-entry.ts";
import { DatabaseError, DatabaseUnavailable } from "./database-error.ts";
import type { PgliteCommand, PgliteReply, PgliteResult, PgliteStart } from "./pglite-protocol.ts";

interface Waiting {
  readonly statement: string;
  resolve(result: PgliteResult): void;
  reject(error: Error): void;
}

/** The main thread's end of the PGlite worker: every command is answered or rejected, whatever becomes of the worker. */
export class PgliteConnection {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #nextId = 1;
  #stopped: DatabaseUnavailable | undefined;
  #isClosing = false;

  private constructor(worker: Worker, onCrash: (error: DatabaseUnavailable) => void) {
    this.#worker = worker;
    let cause: unknown;
    worker.on("error", (error) => (cause = error));
    worker.on("message", (reply: PgliteReply) => this.#settle(reply));
    this.#exited = new Promise((resolve) => {
      worker.once("exit", (exitCode) => {
        this.#stop(cause, exitCode);
        if (!this.#isClosing && this.#stopped) onCrash(this.#stopped);
        resolve();
      });
    });
  }

  /** Starts a worker and waits until its database answers. */
  static async open(
    start: PgliteStart,
    onCrash: (error: DatabaseUnavailable) => void,
  ): Promise<PgliteConnection> {
    const { url, options } = threadEntry(import.meta.url, "pglite-worker.ts");
    let isOpen = false;
    const connection = new PgliteConnection(
      new Worker(url, { ...options, workerData: start }),
      // A failed start is told by the rejection of open() itself.
      (error) => isOpen && onCrash(error),
    );
    await connection.#answer(0, "start");
    isOpen = true;
    return connection;
  }

  async send(command: PgliteCommand): Promise<PgliteResult> {
    if (this.#stopped) throw this.#stopped;
    const id = this.#nextId++;
    const answer = this.#answer(id, "text" in command ? command.text : command.action);
    try {
      this.#worker.postMessage({ id, ...command });
    } catch (error) {
      // A value that cannot be cloned to the worker, such as a function.
      this.#waiting.delete(id);
      throw error;
    }
    return await answer;
  }

  /** Closes the database and waits until the thread is gone. */
  async close(): Promise<void> {
    this.#isClosing = true;
    // A worker that has crashed or cannot close is ended all the same.
    await this.send({ action: "close" }).catch(() => undefined);
    await this.#worker.terminate();
    await this.#exited;
  }

  #answer(id: number, statement: string): Promise<PgliteResult> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { statement, resolve, reject }));
  }

  #settle(reply: PgliteReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("result" in reply) waiting?.resolve(reply.result);
    else waiting?.reject(new DatabaseError(reply.error, waiting.statement));
  }

  #stop(cause: unknown, exitCode: number): void {
    const reason = cause instanceof Error ? cause.message : `exit code ${exitCode}`;
    this.#stopped = this.#isClosing
      ? new DatabaseUnavailable("The database is closed.")
      : new DatabaseUnavailable(`The embedded database stopped unexpectedly: ${reason}`, { cause });
    for (const waiting of this.#waiting.values()) waiting.reject(this.#stopped);
    this.#waiting.clear();
  }
}
