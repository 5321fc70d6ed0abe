import type { Sql } from "../sql.ts";

/** One step of the schema. Once released it never changes: what it got wrong, a later one puts right. */
export interface Migration {
  /** The file's name without its ending, such as `0001-jobs`. */
  readonly name: string;
  /** Statements without parameters that run inside a transaction. */
  readonly script: Sql;
}
