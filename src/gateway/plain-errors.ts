import { UnreadableCatalog } from "./catalog/catalog.ts";
import { ConfigMistake } from "./config.ts";
import { DataFolderInUse } from "./database/data-folder-lock.ts";
import { MigrationRefused } from "./database/migrate.ts";
import { DatabaseRefused } from "./database/open-database.ts";
import { EgressFailure } from "./egress/egress-failure.ts";
import { InstallationMismatch } from "./installation/installation.ts";
import { PortUnavailable } from "./serve.ts";

/** What a person can put right is said in a sentence; for the rest the stack is wanted. */
export function explain(error: unknown): string {
  const isPlain =
    error instanceof ConfigMistake ||
    error instanceof DataFolderInUse ||
    error instanceof DatabaseRefused ||
    error instanceof EgressFailure ||
    error instanceof InstallationMismatch ||
    error instanceof MigrationRefused ||
    error instanceof PortUnavailable ||
    error instanceof UnreadableCatalog;
  if (isPlain) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
