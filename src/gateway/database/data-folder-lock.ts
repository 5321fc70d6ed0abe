import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import * as z from "zod/mini";

import { isRunning, startOf } from "./process-identity.ts";

const ownerSchema = z.object({
  pid: z.number(),
  /** Tells the owner from a later process with its number; null where the system does not say. */
  started: z.nullable(z.string()),
  /** Tells this lock from another of the same process. */
  lock_id: z.string(),
});
type Owner = z.infer<typeof ownerSchema>;

export interface DataFolderLock {
  /** Gives the folder up; harmless when repeated. */
  release(): void;
}

/** Another living process, or this one, has the folder open. */
export class DataFolderInUse extends Error {
  override readonly name = "DataFolderInUse";
  readonly pid: number;
  readonly folder: string;

  constructor(pid: number, folder: string) {
    super(
      `The data folder ${folder} is in use by process ${pid}; stop that process first or choose another folder.`,
    );
    this.pid = pid;
    this.folder = folder;
  }
}

/**
 * Takes the lock that stands beside a data folder (`<folder>.lock`), at once or never: throws
 * `DataFolderInUse` while its owner lives, and takes it over from an owner that is dead.
 */
export function lockDataFolder(folder: string): DataFolderLock {
  const path = resolve(folder);
  mkdirSync(dirname(path), { recursive: true });
  return acquire(`${path}.lock`, path);
}

/** Who has the lock of a data folder, and whether that process still lives; undefined when nobody has. Changes nothing. */
export function findLockOwner(folder: string): { pid: number; isRunning: boolean } | undefined {
  const owner = readOwner(`${resolve(folder)}.lock`);
  return owner && { pid: owner.pid, isRunning: isRunning(owner.pid, owner.started) };
}

function acquire(lockPath: string, folder: string): DataFolderLock {
  const self: Owner = { pid: process.pid, started: startOf(process.pid), lock_id: randomUUID() };
  while (!createExclusively(lockPath, self)) {
    const owner = readOwner(lockPath);
    if (!owner) continue;
    if (isRunning(owner.pid, owner.started)) throw new DataFolderInUse(owner.pid, folder);
    removeDeadOwner(lockPath, folder);
  }
  return {
    release: () => {
      if (readOwner(lockPath)?.lock_id === self.lock_id) unlinkSync(lockPath);
    },
  };
}

/**
 * Only who holds the lock's own lock may remove a dead owner's: of two processes that both saw the dead
 * one, the slower would otherwise remove what the faster had just made. Dying in here leaves a dead
 * owner one level up, which is handled the same way.
 */
function removeDeadOwner(lockPath: string, folder: string): void {
  const takeOver = acquire(`${lockPath}.take-over`, folder);
  try {
    const owner = readOwner(lockPath);
    if (owner && !isRunning(owner.pid, owner.started)) unlinkSync(lockPath);
  } finally {
    takeOver.release();
  }
}

/** Makes the file with all its content in one step, so that nobody ever reads half of it. */
function createExclusively(lockPath: string, owner: Owner): boolean {
  const draft = `${lockPath}.${owner.lock_id}`;
  writeFileSync(draft, JSON.stringify(owner), { flag: "wx" });
  try {
    linkSync(draft, lockPath);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readOwner(lockPath: string): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(lockPath, "utf8")));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw new Error(
      `The lock file ${lockPath} cannot be read; remove it if no gateway is running.`,
      {
        cause: error,
      },
    );
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
