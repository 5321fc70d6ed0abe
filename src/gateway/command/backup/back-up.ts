import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Config } from "../../config.ts";
import { listApplied } from "../../database/migrate.ts";
import { openPglite } from "../../database/pglite-database.ts";
import { readLocalStorage } from "../../storage/local-storage.ts";
import { KEY_FILE } from "../../webhooks/secret-box.ts";
import { CommandFailed } from "../command-failed.ts";
import { findDamagedArtifacts } from "../doctor/named-artifacts.ts";
import type { CommandSetting } from "../run-command.ts";
import { copyFile, listFilesBelow, syncFolder, writeSafely } from "./copy-files.ts";
import {
  ARTIFACTS_FOLDER,
  type BackedUpFile,
  DUMP_FILE,
  type Manifest,
  MANIFEST_FILE,
} from "./manifest.ts";
import { openDumpSource } from "./take-dump.ts";

/**
 * Copies everything into a new folder: database, artifacts, key, and a manifest with the hash of each. It is made under
 * another name and renamed at the end, so half a backup never looks like one.
 */
export async function backUp(
  { output, version }: CommandSetting,
  config: Config,
  folder: string,
): Promise<number> {
  const target = resolve(folder);
  assertEmbedded(config);
  if (!existsSync(join(config.dataDirectory, "database", "PG_VERSION")))
    throw new CommandFailed(`There is no database in ${config.dataDirectory} to back up.`);
  if (existsSync(target))
    throw new CommandFailed(`${target} is there already; a backup is never written over.`);
  const draft = `${target}.draft-${randomBytes(4).toString("hex")}`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    const files = await copyEverything(config, draft);
    const manifest = await describe(draft, version, files, config);
    await writeSafely(join(draft, MANIFEST_FILE), textOf(manifest));
    await syncFolder(draft);
    if (existsSync(target))
      throw new CommandFailed(`${target} is there already; a backup is never written over.`);
    await rename(draft, target);
    await syncFolder(dirname(target));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    output.say(`Backed up to ${target}: ${files.length} files, ${megabytes(bytes)} MB.`);
    if (manifest.secret_key === "environment")
      output.say("The key is not in it: keep BATCHROUTER_SECRET_KEY with it.");
    return 0;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Throws where the database or the artifacts are not in the data folder, with what to use instead. */
export function assertEmbedded(config: Config): void {
  const { databaseUrl, dataDirectory, storage } = config;
  const artifacts = storage.kind === "local" ? storage.folder : `the bucket ${storage.s3.bucket}`;
  if (databaseUrl !== null) {
    throw new CommandFailed(
      `The database is a PostgreSQL server: back it up with pg_dump and bring it back with pg_restore, and after the dump copy ${artifacts} and the key.`,
    );
  }
  if (artifacts === join(dataDirectory, ARTIFACTS_FOLDER)) return;
  throw new CommandFailed(
    `The artifacts are not in the data folder but in ${artifacts}, which this command does not copy: stop the gateway, and copy that and ${dataDirectory}.`,
  );
}

/**
 * Artifacts are written before the database names them and removed after it has forgotten them. So of a running gateway
 * they are copied twice: before the dump, for those that are removed meanwhile, and after it, for those that were added.
 */
async function copyEverything(config: Config, draft: string): Promise<BackedUpFile[]> {
  const source = await openDumpSource(config);
  const artifacts = new Map<string, BackedUpFile>();
  try {
    if (source.isRunning) await copyArtifacts(config, draft, artifacts);
    const dump = await source.dump();
    const written = await writeSafely(join(draft, DUMP_FILE), only(dump));
    await copyArtifacts(config, draft, artifacts);
    const key = await copyFile(join(config.dataDirectory, KEY_FILE), join(draft, KEY_FILE));
    return [
      { path: DUMP_FILE, ...written },
      ...(key === undefined ? [] : [{ path: KEY_FILE, ...key }]),
      ...artifacts.values(),
    ];
  } finally {
    await source.end();
  }
}

async function copyArtifacts(
  { dataDirectory }: Config,
  draft: string,
  copied: Map<string, BackedUpFile>,
): Promise<void> {
  const root = join(dataDirectory, ARTIFACTS_FOLDER);
  for await (const key of listFilesBelow(root)) {
    // What is there does not change under its name any more.
    if (copied.has(key)) continue;
    const path = `${ARTIFACTS_FOLDER}/${key}`;
    const written = await copyFile(join(root, key), join(draft, path));
    if (written !== undefined) copied.set(key, { path, ...written });
  }
}

/** Opens the dump as a restore would: a backup that cannot be opened, or lacks an artifact, is none. */
async function describe(
  draft: string,
  version: string,
  files: BackedUpFile[],
  { secretKey }: Config,
): Promise<Manifest> {
  const trial = join(draft, ".trial");
  const database = await openPglite({
    dataDir: join(trial, "database"),
    template: join(draft, DUMP_FILE),
  });
  try {
    const storage = readLocalStorage(join(draft, ARTIFACTS_FOLDER));
    const damaged = await findDamagedArtifacts(database, storage, { isDeep: false });
    const [first] = damaged;
    if (first !== undefined) {
      throw new CommandFailed(
        `${damaged.length} artifacts that the database names could not be copied, the first of them ${first.key}: ${first.reason} Run doctor.`,
      );
    }
    const migrations = (await listApplied(database)).map(({ name }) => name);
    const created_at = new Date().toISOString();
    const secret_key = secretKey === null ? "file" : "environment";
    return { format: 1, created_at, version, migrations, secret_key, files };
  } finally {
    await database.close();
    await rm(trial, { recursive: true, force: true });
  }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function textOf(manifest: Manifest): AsyncGenerator<Uint8Array> {
  return only(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
