import { setTimeout as delay } from "node:timers/promises";
import { Pool, type ClientConfig, type PoolClient } from "pg";

import { type CheckedDial, createOperatorDial } from "../egress/checked-dial.ts";
import {
  ConnectionLost,
  DatabaseUnavailable,
  isLostRace,
  OutcomeUnknown,
} from "./database-error.ts";
import type { Database, Transaction } from "./database.ts";
import { OpenTransaction } from "./open-transaction.ts";
import { PostgresClient } from "./postgres-client.ts";
import { PostgresConnection } from "./postgres-connection.ts";
import type { Sql } from "./sql.ts";

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; what it leaves out comes from the usual `PG…` variables. */
  readonly url: string;
  /** How many connections this process holds at most. */
  readonly poolSize: number;
  /** What checks the addresses that the server is reached at. */
  readonly dial?: CheckedDial;
}

/** How long a query or a transaction waits for a connection while all are in use. */
const SLOT_MS = 10_000;
const CLOSE_MS = 2_000;
/** Work that lost a race is done again, after a wait that grows with every try. */
const TRIES = 8;
const RETRY_AFTER_MS = 10;

type PooledClient = PostgresClient & Pick<PoolClient, "release">;

/** A PostgreSQL server, over a bounded pool: broken connections are replaced, and nothing waits without end. */
export class PostgresDatabase implements Database {
  readonly engine = "postgres";
  readonly #pool: Pool;
  readonly #clients = new Set<PostgresClient>();
  readonly #running = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor({ url, poolSize, dial = createOperatorDial() }: PostgresOptions) {
    const clients = this.#clients;
    this.#pool = new Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: SLOT_MS,
      // The pool gives it the settings above, which its types leave out.
      Client: class extends PostgresClient {
        constructor(config?: ClientConfig) {
          super(config, dial);
          clients.add(this);
          this.once("end", () => clients.delete(this));
        }
      },
    });
    // Told of idle connections that the server has ended; the pool has dropped them by then.
    this.#pool.on("error", () => undefined);
  }

  query<Row extends object = Record<string, unknown>>(statement: Sql): Promise<Row[]> {
    const { text, values } = statement;
    return this.#tracked(() =>
      repeatedly(async () => {
        const { rows } = await this.#connected((connection) =>
          connection.query(text, values).catch(throwUnknown),
        );
        // The caller names the columns of its own statement; nothing here could know better.
        return rows as Row[];
      }, isLostRace),
    );
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    let failure: unknown;
    const attempt = () => {
      // A try that gets no connection has failed for another reason than the one before.
      failure = undefined;
      return this.#connected(async (connection) => {
        const transaction = new OpenTransaction(connection);
        try {
          return await transaction.run(() => work(transaction));
        } finally {
          failure = transaction.failure;
        }
      });
    };
    // A connection lost on the way to the commit has rolled everything back, as a lost race has.
    return this.#tracked(() =>
      repeatedly(attempt, () => isLostRace(failure) || failure instanceof ConnectionLost),
    );
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    await Promise.allSettled(this.#running);
    const late = setTimeout(() => this.#clients.forEach((client) => client.destroy()), CLOSE_MS);
    await this.#pool.end();
    clearTimeout(late);
  }

  /** Keeps `close` from ending what has begun. */
  async #tracked<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new DatabaseUnavailable("The database is closed.");
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #connected<T>(work: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    try {
      return await work(new PostgresConnection(client));
    } finally {
      client.release(client.isBroken);
    }
  }

  async #connect(): Promise<PooledClient> {
    try {
      // The pool makes its clients of the class that it was given.
      return (await this.#pool.connect()) as unknown as PooledClient;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new DatabaseUnavailable(`No connection to the database: ${reason}`, { cause: error });
    }
  }
}

/** Alone, a statement is its own commit. */
function throwUnknown(error: unknown): never {
  if (!(error instanceof ConnectionLost)) throw error;
  throw new OutcomeUnknown(
    "The connection was lost during a statement; whether it took effect is not known.",
    { cause: error },
  );
}

/** Tries again while what went wrong is passing; the last try's error is the answer otherwise. */
async function repeatedly<T>(
  attempt: () => Promise<T>,
  isPassing: (error: unknown) => boolean,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tried === TRIES || !isPassing(error)) throw error;
      await delay(Math.random() * RETRY_AFTER_MS * 2 ** tried);
    }
  }
}
