import { statfs } from "node:fs/promises";
import type { ArtifactStorage } from "./storage.ts";
import { StorageFull } from "./storage-full.ts";

/** How old the last look at the disk may be. */
const LOOK_EVERY_MS = 1_000;
/** No room on the device, or none left of what the user may have. */
const FULL_CODES = new Set(["ENOSPC", "EDQUOT"]);

/** Bytes that may still be written. */
export type FreeSpace = () => Promise<number>;

/** What is free on the file system that a folder lies on. */
export function freeSpaceOf(folder: string): FreeSpace {
  return async () => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  };
}

/**
 * The storage, which throws `StorageFull` where a write would take the last `marginBytes` of the disk or finds it full: the
 * margin is what the database beside it needs to go on. A write that is under way stops there too.
 */
export function withFreeSpace(
  storage: ArtifactStorage,
  freeSpace: FreeSpace,
  marginBytes: number,
): ArtifactStorage {
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  /** What is found by a look that is under way: all that write meanwhile heed the same one. */
  let looking: Promise<number> | null = null;

  async function requireRoom(): Promise<void> {
    if (performance.now() - lookedAtMs < LOOK_EVERY_MS) return;
    looking ??= freeSpace().finally(() => (looking = null));
    if ((await looking) < marginBytes) throw new StorageFull();
    lookedAtMs = performance.now();
  }

  async function* whileThereIsRoom(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      await requireRoom();
      yield chunk;
    }
  }

  return {
    async write(key, source) {
      await requireRoom();
      try {
        return await storage.write(key, whileThereIsRoom(source));
      } catch (error) {
        throw isFull(error) ? new StorageFull({ cause: error }) : error;
      }
    },
    open: (key, range) => storage.open(key, range),
    size: (key) => storage.size(key),
    delete: (key) => storage.delete(key),
    deletePrefix: (prefix) => storage.deletePrefix(prefix),
  };
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && FULL_CODES.has(String(error.code));
}
