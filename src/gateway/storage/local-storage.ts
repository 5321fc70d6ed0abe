import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { failPoint } from "../fail-points/fail-point.ts";
import { ArtifactMissing } from "./artifact-errors.ts";
import { assertArtifactKey } from "./artifact-key.ts";
import { coalesce, streamFile } from "./file-stream.ts";
import type { ArtifactStorage, ByteRange, WrittenArtifact } from "./storage.ts";

/** Keys cannot begin with a dot, so nothing in here is ever an artifact. */
const draftFolder = ".drafts";

/** No upload takes that long; a draft of this age is what a crash left. */
const draftLifetimeMs = 24 * 60 * 60 * 1000;

/**
 * Artifacts as files below one folder, which is made when missing. What crashed writes left is removed now and daily; that
 * keeps no process alive.
 */
export async function createLocalStorage(folder: string): Promise<ArtifactStorage> {
  const root = resolve(folder);
  const drafts = join(root, draftFolder);
  await mkdir(drafts, { recursive: true });
  await removeOldDrafts(drafts);
  // A folder that is away for a while is looked at again the next day.
  setInterval(() => void removeOldDrafts(drafts).catch(() => undefined), draftLifetimeMs).unref();
  return new LocalStorage(root);
}

/** The artifacts below a folder, to be looked at only: nothing is made and nothing is cleared away. */
export function readLocalStorage(folder: string): Pick<ArtifactStorage, "open" | "size"> {
  return new LocalStorage(resolve(folder));
}

class LocalStorage implements ArtifactStorage {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async write(key: string, source: AsyncIterable<Uint8Array>): Promise<WrittenArtifact> {
    const path = this.#pathOf(key);
    const draft = join(this.#root, draftFolder, randomUUID());
    try {
      const written = await writeFully(draft, source);
      failPoint("draft_written");
      await mkdir(dirname(path), { recursive: true });
      await rename(draft, path);
      failPoint("artifact_renamed");
      await syncFolders(dirname(path), this.#root);
      return written;
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async open(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>> {
    const file = await named(key, open(this.#pathOf(key)));
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw new ArtifactMissing(key);
      const { start, end } = range ?? { start: 0, end: stats.size };
      if (!(start >= 0 && start <= end && end <= stats.size)) {
        throw new RangeError(
          `${key} has ${stats.size} bytes; ${start} to ${end} is not within it.`,
        );
      }
      return streamFile(file, { start, end });
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async size(key: string): Promise<number> {
    const stats = await named(key, stat(this.#pathOf(key)));
    if (!stats.isFile()) throw new ArtifactMissing(key);
    return stats.size;
  }

  async delete(key: string): Promise<void> {
    const path = this.#pathOf(key);
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isFile()) await rm(path, { force: true });
  }

  async deletePrefix(prefix: string): Promise<void> {
    await rm(this.#pathOf(prefix.replace(/\/$/, "")), { recursive: true, force: true });
  }

  #pathOf(key: string): string {
    assertArtifactKey(key);
    return join(this.#root, key);
  }
}

async function writeFully(
  path: string,
  source: AsyncIterable<Uint8Array>,
): Promise<WrittenArtifact> {
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(path, "wx");
  try {
    let written = Promise.resolve();
    for await (const chunk of coalesce(source)) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await written;
      // Unlike `write`, this goes on until the whole chunk is written; the source goes on meanwhile.
      written = file.writeFile(chunk);
      written.catch(() => {}); // Thrown where it is waited for.
    }
    await written;
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** A rename is safe once the folder is, and a new folder once its parent is. */
async function syncFolders(folder: string, root: string): Promise<void> {
  for (let current = folder; current.length >= root.length; current = dirname(current)) {
    let handle: FileHandle | undefined;
    try {
      handle = await open(current);
      await handle.sync();
    } catch (error) {
      // Windows opens no folders; its file system keeps renames by itself.
      if (process.platform !== "win32") throw error;
    } finally {
      await handle?.close();
    }
  }
}

async function named<T>(key: string, result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") throw new ArtifactMissing(key);
    throw error;
  }
}

async function removeOldDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    // Another process may be ending its own write at this moment.
    const stats = await stat(path).catch(() => undefined);
    if (stats && Date.now() - stats.mtimeMs > draftLifetimeMs) await rm(path, { force: true });
  }
}
