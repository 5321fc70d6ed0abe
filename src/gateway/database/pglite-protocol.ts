import type { DatabaseErrorFields } from "./database-error.ts";
import type { SqlValue } from "./sql.ts";

/** What the worker is started with. */
export interface PgliteStart {
  /** A folder, or undefined for a database in memory. */
  readonly dataDir: string | undefined;
  /** A dumped data folder to begin from instead of an empty one; never given with a folder that has data. */
  readonly template: Uint8Array | undefined;
}

/** What the main thread asks of the worker. */
export type PgliteCommand =
  | {
      readonly action: "query";
      readonly text: string;
      readonly values: readonly SqlValue[];
      /** Begins a transaction first; where that fails, the statement is not run. */
      readonly begins?: true;
    }
  | { readonly action: "script"; readonly text: string }
  | { readonly action: "dump" }
  | { readonly action: "close" };

/** A command with the number that its reply will carry; 0 is the number of the start itself. */
export type PgliteRequest = PgliteCommand & { readonly id: number };

/** What one command gave. */
export interface PgliteResult {
  readonly rows: object[];
  /** The command tag, such as `SELECT` or `COMMIT`. */
  readonly command: string;
  readonly changedRows: number;
}

/** The worker's answer to one request. */
export type PgliteReply =
  | { readonly id: number; readonly result: PgliteResult }
  | { readonly id: number; readonly error: DatabaseErrorFields };
