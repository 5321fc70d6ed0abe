import { hkdfSync, randomUUID } from "node:crypto";
import type { Database } from "../database/database.ts";
import { ArtifactMissing } from "../storage/artifact-errors.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import {
  findInstallation,
  insertInstallation,
  type InstallationRow,
  updateInstanceId,
} from "./installation-store.ts";

/** A process that was started with another key or storage than those before it on the same database; says what to put right. */
export class InstallationMismatch extends Error {
  override readonly name = "InstallationMismatch";
}

/**
 * Which gateway this is. On the embedded database that is this process since its start or its last reset; on PostgreSQL
 * it is all processes together, since the last reset.
 */
export interface Installation {
  instanceId(): string;
  /** From here on answers come from another instance: those of this process at once, of others after their next reload. */
  renew(): Promise<void>;
  /** Reads again what another process may have changed. */
  reload(): Promise<void>;
}

/** What an installation is opened with. */
export interface InstallationOptions {
  database: Database;
  storage: ArtifactStorage;
  /** The 32 bytes that seal secrets and sign links. */
  secretKey: Uint8Array;
}

/**
 * Agrees with the processes before this one, or founds the installation as the first. Throws `InstallationMismatch` when
 * the key is not theirs, and on PostgreSQL when the storage is not.
 */
export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  const { database, secretKey } = options;
  const row = await agree(options);
  if (row.key_fingerprint !== fingerprintOf(secretKey)) throw new InstallationMismatch(WRONG_KEY);
  return database.engine === "pglite"
    ? installationOfProcess()
    : installationOfDatabase(database, row.instance_id);
}

const WRONG_KEY =
  "The secret key is not the one with which this database was set up, so the webhook secrets in it could not be opened: " +
  "give every process the same BATCHROUTER_SECRET_KEY or, where there is none, put the data folder's secret-box.key back.";
async function agree({
  database,
  storage,
  secretKey,
}: InstallationOptions): Promise<InstallationRow> {
  const isShared = database.engine !== "pglite";
  const founded = {
    id: randomUUID(),
    instance_id: randomUUID(),
    key_fingerprint: fingerprintOf(secretKey),
  };
  const isFirst = await database.transaction(async (tx) => {
    const isInserted = await insertInstallation(tx, founded);
    // Within the transaction, so that whoever sees the row finds the mark. It is written once in a database's life.
    if (isInserted && isShared) await storage.write(markOf(founded), noBytes());
    return isInserted;
  });
  if (isFirst) return founded;
  const row = await findInstallation(database);
  if (row === undefined) throw new Error("The installation's row vanished while it was read.");
  if (isShared) await assertMarked(storage, row);
  return row;
}

async function assertMarked(storage: ArtifactStorage, row: InstallationRow): Promise<void> {
  try {
    await storage.size(markOf(row));
  } catch (error) {
    if (error instanceof ArtifactMissing) throw new InstallationMismatch(wrongStorage(row));
    throw error;
  }
}

function wrongStorage(row: InstallationRow): string {
  return (
    `The storage is not the one that belongs to this database, since it lacks ${markOf(row)}: give every process the ` +
    "same BATCHROUTER_STORAGE or the same folder in BATCHROUTER_DATA_DIR; a storage that moves takes that file along."
  );
}

function markOf({ id }: InstallationRow): string {
  return `installations/${id}`;
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

/** Tells two keys apart and gives neither away. */
export function fingerprintOf(secretKey: Uint8Array): string {
  const bytes = hkdfSync("sha256", secretKey, "", "batchrouter key fingerprint", 16);
  return Buffer.from(bytes).toString("hex");
}

/** The embedded database serves one process: whoever restarts it may have put another data folder in its place. */
export function installationOfProcess(): Installation {
  let instance_id: string = randomUUID();
  return {
    instanceId: () => instance_id,
    async renew() {
      instance_id = randomUUID();
    },
    async reload() {},
  };
}

function installationOfDatabase(database: Database, opened: string): Installation {
  let instance_id = opened;
  return {
    instanceId: () => instance_id,
    async renew() {
      const renewed = randomUUID();
      await updateInstanceId(database, renewed);
      instance_id = renewed;
    },
    async reload() {
      instance_id = (await findInstallation(database))?.instance_id ?? instance_id;
    },
  };
}
