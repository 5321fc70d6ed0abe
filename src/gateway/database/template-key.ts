import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { checksumOf } from "./migrate.ts";
import type { Migration } from "./migrations/migration.ts";

/** Tells what an empty database was made of, so that none that is kept is ever stale: the engine and the migrations. */
export function templateKey(schema: readonly Migration[]): string {
  const { resolve } = createRequire(import.meta.url);
  const enginePath = resolve("@electric-sql/pglite").replace(/index\.cjs$/, "pglite.wasm");
  const hash = createHash("sha256").update(readFileSync(enginePath));
  for (const migration of schema) hash.update(migration.name).update(checksumOf(migration));
  return hash.digest("hex").slice(0, 16);
}
