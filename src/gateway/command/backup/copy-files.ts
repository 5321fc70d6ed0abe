import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BackedUpFile } from "./manifest.ts";

/** Every file below a folder by its path within it, `/` between; what begins with a dot is no artifact. Any order. */
export async function* listFilesBelow(root: string, folder = ""): AsyncGenerator<string> {
  for (const entry of await entriesOf(join(root, folder))) {
    if (entry.name.startsWith(".")) continue;
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* listFilesBelow(root, path);
    else if (entry.isFile()) yield path;
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    // Removed since it was listed, or never made.
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Copies a file, readable by its owner alone, and makes it safe on the disk; undefined when it is not there. */
export async function copyFile(
  from: string,
  to: string,
): Promise<Omit<BackedUpFile, "path"> | undefined> {
  try {
    return await writeSafely(to, createReadStream(from));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Writes a new file, readable by its owner alone, with the folders above it; resolves once it is safe on the disk. */
export async function writeSafely(
  path: string,
  source: AsyncIterable<Uint8Array>,
): Promise<Omit<BackedUpFile, "path">> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash("sha256");
  let bytes = 0;
  const chunks = source[Symbol.asyncIterator]();
  // The source is opened first, so that one that is missing leaves no empty file behind.
  let next = await chunks.next();
  const file = await open(path, "wx", 0o600);
  try {
    for (; next.done !== true; next = await chunks.next()) {
      hash.update(next.value);
      bytes += next.value.byteLength;
      await file.writeFile(next.value);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** The size and hash of a file; undefined when it is not there. */
export async function hashFile(path: string): Promise<Omit<BackedUpFile, "path"> | undefined> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      const part: Uint8Array = chunk; // a stream without an encoding yields Buffers
      hash.update(part);
      bytes += part.byteLength;
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Makes what was renamed into a folder safe; where folders cannot be opened, the file system does so by itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "ENOENT" || error.code === "ENOTDIR")
  );
}
