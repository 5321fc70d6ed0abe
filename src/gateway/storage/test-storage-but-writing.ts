import type { ArtifactStorage } from "./storage.ts";

/** All that a storage does, but for writing, which a test does in its own way. */
export function allButWriting(storage: ArtifactStorage): Omit<ArtifactStorage, "write"> {
  return {
    open: (key, range) => storage.open(key, range),
    size: (key) => storage.size(key),
    delete: (key) => storage.delete(key),
    deletePrefix: (prefix) => storage.deletePrefix(prefix),
  };
}
