import type { Socket } from "node:net";
import { Client, type ClientConfig } from "pg";
import { type CheckedDial, createOperatorDial } from "../egress/checked-dial.ts";

import { arrayParsers, scalarParsers } from "./column-parsers.ts";

/** The server gives up a statement after this long: far longer than any of ours takes. */
export const STATEMENT_MS = 20_000;
/**
 * A transaction holds nothing but database work. One that idles for this long belongs to a process that is
 * stopped or cut off, and holds locks that others wait for; half a lease, so that its successor can begin when the lease is over.
 */
const IDLE_IN_TRANSACTION_MS = 5_000;
const CONNECT_MS = 2_000;
const KEEP_ALIVE_AFTER_MS = 10_000;

const types = {
  getTypeParser: (oid: number) => scalarParsers[oid] ?? arrayParsers[oid] ?? String,
};

/** A client of `pg` that knows when it is broken, never crashes the process by it, and can be thrown away at once. */
export class PostgresClient extends Client {
  readonly #socket: Socket;
  #isBroken = false;

  constructor(config: ClientConfig = {}, dial: CheckedDial = createOperatorDial()) {
    const socket = dial.createSocket();
    super({
      ...config,
      types,
      fallback_application_name: "batchrouter",
      // As text, times are read in one way only.
      options: "-c TimeZone=UTC -c DateStyle=ISO",
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      stream: () => socket,
    });
    this.#socket = socket;
    // Emitted whenever the server goes, also while nothing is asked of it.
    this.on("error", () => (this.#isBroken = true));
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Breaks it off, whatever it waits for. */
  destroy(): void {
    this.#isBroken = true;
    this.#socket.destroy();
  }
}
