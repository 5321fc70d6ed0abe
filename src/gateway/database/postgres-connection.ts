import { DatabaseError as ServerError, type QueryConfig, type QueryResult } from "pg";

import { ConnectionLost, DatabaseError, DatabaseUnavailable } from "./database-error.ts";
import { Mutex } from "./mutex.ts";
import type { TransactionConnection } from "./open-transaction.ts";
import { STATEMENT_MS, type PostgresClient } from "./postgres-client.ts";
import type { SqlValue } from "./sql.ts";

/** A server that has not answered by then went without a word: a cut line, a machine that stands still. */
const ANSWER_MS = STATEMENT_MS + 5_000;

/** What the server says of the connection or of itself, not of the statement: SQLSTATEs and classes of them. */
const ABOUT_THE_CONNECTION = /^(08...|57P..|25P0[34]|53300)$/;
const STATEMENT_TIMED_OUT = "57014";

/** A client of the pool while one query or transaction has it: every statement is answered or throws within a bound. */
export class PostgresConnection implements TransactionConnection {
  readonly #client: PostgresClient;
  /** A transaction's statements may be asked for at the same time; on the wire they follow one another. */
  readonly #mutex = new Mutex();

  constructor(client: PostgresClient) {
    this.#client = client;
  }

  query(text: string, values: readonly SqlValue[]): Promise<{ rows: object[]; command: string }> {
    return this.#mutex.run(async () => {
      const timer = setTimeout(() => this.#client.destroy(), ANSWER_MS);
      try {
        return await this.#ask({ text, values: values.map(encode), queryMode: "extended" });
      } finally {
        clearTimeout(timer);
      }
    });
  }

  /** Migrations may take their time: a script is under no bound but the server's life. */
  script(text: string): Promise<void> {
    return this.#mutex.run(async () => void (await this.#ask({ text })));
  }

  async #ask(config: QueryConfig & { queryMode?: "extended" }): Promise<QueryResult<object>> {
    try {
      return await this.#client.query<object>(config);
    } catch (error) {
      throw this.#translate(error, config.text);
    }
  }

  #translate(error: unknown, statement: string): unknown {
    if (error instanceof ServerError) {
      const code = error.code ?? "";
      if (code === STATEMENT_TIMED_OUT) {
        return new DatabaseUnavailable("The database was too slow to answer.", { cause: error });
      }
      if (!ABOUT_THE_CONNECTION.test(code)) return new DatabaseError(error, statement);
      this.#client.destroy();
    }
    if (this.#client.isBroken) {
      return new ConnectionLost("The connection to the database was lost.", { cause: error });
    }
    return error;
  }
}

/** As PGlite takes them: times in UTC, whatever the time zone of the process. */
function encode(value: SqlValue): unknown {
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.map(encode) : value;
}
