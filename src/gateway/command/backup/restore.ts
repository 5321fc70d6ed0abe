import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Config } from "../../config.ts";
import { lockDataFolder } from "../../database/data-folder-lock.ts";
import { migrations } from "../../database/migrations/index.ts";
import { openPglite } from "../../database/pglite-database.ts";
import { KEY_FILE } from "../../webhooks/secret-box.ts";
import { CommandFailed } from "../command-failed.ts";
import type { CommandSetting } from "../run-command.ts";
import { assertEmbedded } from "./back-up.ts";
import { copyFile, hashFile, syncFolder } from "./copy-files.ts";
import { ARTIFACTS_FOLDER, DUMP_FILE, type Manifest, readManifest } from "./manifest.ts";

/** What a gateway keeps in its data folder; the database comes last, so that a folder with one is whole. */
const KEPT = [ARTIFACTS_FOLDER, KEY_FILE, "database"];
/** Where everything is made ready beside the old, and where the old goes. Left behind by a restore that was cut short. */
export const READY = ".restoring";
const REPLACED = ".replaced";

/**
 * Fills the data folder from a backup, of which every file has been checked against its hash before. The folder must hold
 * nothing, unless forced. Jobs that ran when the backup was made run again at the next start.
 */
export async function restore(
  { output }: CommandSetting,
  config: Config,
  folder: string,
  { isForced }: { isForced: boolean },
): Promise<number> {
  assertEmbedded(config);
  const source = resolve(folder);
  const { dataDirectory } = config;
  const manifest = await readManifest(source);
  assertKnown(manifest);
  assertKeyThere(manifest, config);
  await verify(source, manifest);
  const lock = lockDataFolder(join(dataDirectory, "database"));
  try {
    const there = await listThere(dataDirectory);
    if (there.length > 0 && !isForced) {
      throw new CommandFailed(
        `${dataDirectory} holds ${there.join(", ")}: name an empty data folder, or say --force to remove them for good.`,
      );
    }
    await makeReady(source, manifest, join(dataDirectory, READY));
    await exchange(dataDirectory, there);
    for (const name of there) output.say(`Removed what ${name} held before.`);
  } finally {
    lock.release();
  }
  output.say(
    `Restored ${manifest.files.length} files of ${manifest.created_at} into ${dataDirectory}. Start the gateway; jobs that ran then run again.`,
  );
  return 0;
}

function assertKnown({ migrations: applied, version }: Manifest): void {
  const unknown = applied.find((name, at) => migrations[at]?.name !== name);
  if (unknown === undefined) return;
  throw new CommandFailed(
    `The backup was made by version ${version}, whose migration ${unknown} this version does not know: restore it with that version or a later one.`,
  );
}

function assertKeyThere({ secret_key }: Manifest, { secretKey }: Config): void {
  if (secret_key === "file" || secretKey !== null) return;
  throw new CommandFailed(
    "The backup is of a gateway whose key was in BATCHROUTER_SECRET_KEY: set that variable to the same key.",
  );
}

/** Throws unless every file of the manifest is there as it was written. */
async function verify(source: string, { files }: Manifest): Promise<void> {
  for (const { path, bytes, sha256 } of files) {
    const found = await hashFile(join(source, path));
    const isSame = found?.bytes === bytes && found.sha256 === sha256;
    if (!isSame) {
      const what = found === undefined ? "is missing" : "is not as it was written";
      throw new CommandFailed(`The backup is damaged: ${path} ${what}. Nothing was restored.`);
    }
  }
  if (!files.some(({ path }) => path === DUMP_FILE))
    throw new CommandFailed(`The backup has no ${DUMP_FILE}. Nothing was restored.`);
}

async function listThere(dataDirectory: string): Promise<string[]> {
  const names = await readdir(dataDirectory);
  return names.filter((name) => KEPT.includes(name) || name === "database.unfinished").toSorted();
}

async function makeReady(source: string, { files }: Manifest, ready: string): Promise<void> {
  await rm(ready, { recursive: true, force: true });
  await mkdir(join(ready, ARTIFACTS_FOLDER), { recursive: true, mode: 0o700 });
  for (const { path } of files) {
    if (path !== DUMP_FILE) await copyFile(join(source, path), join(ready, path));
  }
  const dataDir = join(ready, "database");
  const database = await openPglite({ dataDir, template: join(source, DUMP_FILE) });
  await database.close();
}

/** The old out of the way, the new into its place, then the old is gone. */
async function exchange(dataDirectory: string, there: readonly string[]): Promise<void> {
  const [ready, replaced] = [join(dataDirectory, READY), join(dataDirectory, REPLACED)];
  // Left by a restore that was cut short, which was forced as well.
  await rm(replaced, { recursive: true, force: true });
  await mkdir(replaced);
  for (const name of there.toReversed())
    await rename(join(dataDirectory, name), join(replaced, name));
  for (const name of KEPT) {
    if (existsSync(join(ready, name))) await rename(join(ready, name), join(dataDirectory, name));
  }
  await syncFolder(dataDirectory);
  for (const folder of [ready, replaced]) await rm(folder, { recursive: true, force: true });
}
