import { useSyncExternalStore } from "react";

/** What a tab keeps of one kind for each environment: in memory and in its session storage, nowhere else. */
export interface TabStore<T extends object> {
  get(environmentId: string): T;
  set(environmentId: string, value: T): void;
  /** The value of an environment, kept up to date. */
  use(environmentId: string): T;
}

const forgetters = new Set<(environmentId: string) => void>();

/** A store of its own under `batchrouter.<name>.<environment>`; `empty` is what an environment begins with. */
export function createTabStore<T extends object>(name: string, empty: T): TabStore<T> {
  const cache = new Map<string, T>();
  const listeners = new Set<() => void>();
  const keyOf = (environmentId: string): string => `batchrouter.${name}.${environmentId}`;

  function tell(): void {
    for (const listener of listeners) listener();
  }

  function get(environmentId: string): T {
    let value = cache.get(environmentId);
    if (value === undefined) {
      value = stored(keyOf(environmentId)) ?? empty;
      cache.set(environmentId, value);
    }
    return value;
  }

  function stored(key: string): T | undefined {
    try {
      const found: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
      // Only this store writes under its key, and only what it keeps.
      return found !== null && typeof found === "object" ? (found as T) : undefined;
    } catch {
      return undefined;
    }
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  forgetters.add((environmentId) => {
    cache.set(environmentId, empty);
    sessionStorage.removeItem(keyOf(environmentId));
    tell();
  });

  return {
    get,
    set: (environmentId, value) => {
      cache.set(environmentId, value);
      try {
        sessionStorage.setItem(keyOf(environmentId), JSON.stringify(value));
      } catch {
        // Storage is full or forbidden: memory alone keeps it, until the next load.
      }
      tell();
    },
    use: (environmentId) => useSyncExternalStore(subscribe, () => get(environmentId)),
  };
}

/** Empties every store of an environment, as on signing out: secrets of all kinds go together. */
export function forgetTab(environmentId: string): void {
  for (const forget of forgetters) forget(environmentId);
}
