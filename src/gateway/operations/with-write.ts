import type { ArtifactStorage } from "#gateway/storage/storage.ts";

/** The same storage with another way to write: for those who look on. */
export function withWrite(
  storage: ArtifactStorage,
  write: ArtifactStorage["write"],
): ArtifactStorage {
  const { directLink } = storage;
  return {
    write,
    open: (key, range) => storage.open(key, range),
    size: (key) => storage.size(key),
    delete: (key) => storage.delete(key),
    deletePrefix: (prefix) => storage.deletePrefix(prefix),
    ...(directLink && { directLink: (key, answer) => directLink.call(storage, key, answer) }),
  };
}
