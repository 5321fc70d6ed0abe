import type { ArtifactStorage } from "./storage.ts";

/** A storage with a gate before the keys that begin with a prefix: a writer is held there until it is opened. */
export interface GatedStorage {
  storage: ArtifactStorage;
  /** Resolves when a writer has come to the gate. */
  reached: Promise<void>;
  open: () => void;
}

/** Puts a gate before a storage. */
export function gateStorage(storage: ArtifactStorage, prefix: string): GatedStorage {
  let open = (): void => undefined;
  let reach = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return {
    reached,
    open: () => open(),
    storage: {
      async write(key, source) {
        if (key.startsWith(prefix)) {
          reach();
          await opened;
        }
        return storage.write(key, source);
      },
      open: (key, range) => storage.open(key, range),
      size: (key) => storage.size(key),
      delete: (key) => storage.delete(key),
      deletePrefix: (toDelete) => storage.deletePrefix(toDelete),
    },
  };
}
