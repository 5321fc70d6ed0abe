import type { PgliteConnection } from "./pglite-connection.ts";

/** Looking is cheap beside this many changed rows, and a plan rarely turns bad within fewer. */
const changedRowsBetweenLooks = 1_000;

/** Autovacuum's own rule: a table is due when 50 rows and a share of it have changed. */
const dueTables = `
  select format('%I.%I', schemaname, relname) as name
  from pg_stat_user_tables
  where n_mod_since_analyze > 50 + 0.1 * n_live_tup or n_dead_tup > 50 + 0.2 * n_live_tup
`;

/** Stands in for autovacuum, which PGlite has not: without fresh statistics, updates turn ten times slower. */
export class PgliteUpkeep {
  readonly #connection: Pick<PgliteConnection, "send">;
  #changedRows = 0;

  constructor(connection: Pick<PgliteConnection, "send">) {
    this.#connection = connection;
  }

  /** Notes rows that a statement changed. */
  count(changedRows: number): void {
    this.#changedRows += changedRows;
  }

  get isDue(): boolean {
    return this.#changedRows >= changedRowsBetweenLooks;
  }

  /** Vacuums and analyzes each table that has changed enough; only outside a transaction. */
  async run(): Promise<void> {
    this.#changedRows = 0;
    // PostgreSQL writes its counts down once a second at most, unless told to after the next statement.
    await this.#query("select pg_stat_force_next_flush()");
    const { rows } = await this.#query(dueTables);
    // The statement above returns one text column.
    for (const { name } of rows as { name: string }[]) {
      await this.#query(`vacuum (analyze) ${name}`);
    }
  }

  #query(text: string) {
    return this.#connection.send({ action: "query", text, values: [] });
  }
}
