/**
 * Part of `npm run build`: makes the data folder that first starts of the embedded database begin from, unless the one
 * that is there is made of the same engine and migrations.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { openPglite } from "./pglite-database.ts";
import { templateKey } from "./template-key.ts";
import { TEMPLATE_FOLDER } from "./template-folder.ts";

const FOLDER = `dist/${TEMPLATE_FOLDER}`;
const KEY_FILE = `${FOLDER}.key`;
/** Half a database is never where a first start looks for one. */
const DRAFT = `${FOLDER}.draft`;

const key = templateKey(migrations);
if (!existsSync(KEY_FILE) || readFileSync(KEY_FILE, "utf8") !== key) {
  rmSync(KEY_FILE, { force: true });
  for (const folder of [FOLDER, DRAFT]) rmSync(folder, { recursive: true, force: true });
  const database = await openPglite({ dataDir: DRAFT });
  await migrate(database);
  await database.close();
  renameSync(DRAFT, FOLDER);
  writeFileSync(KEY_FILE, key);
}
