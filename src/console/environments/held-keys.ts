import type { CreatedApiKey } from "#contract/api-keys.ts";
import { useSyncExternalStore } from "react";

const NONE: readonly CreatedApiKey[] = [];
const held = new Map<string, readonly CreatedApiKey[]>();
const listeners = new Set<() => void>();

/** The browser's own question before the tab is closed or loaded anew. */
const holdUnload = (event: BeforeUnloadEvent): void => event.preventDefault();

function tell(): void {
  if (held.size > 0) window.addEventListener("beforeunload", holdUnload);
  else window.removeEventListener("beforeunload", holdUnload);
  for (const listener of listeners) listener();
}

/** Keeps new keys of an environment, in memory alone, until they are released: their secrets can be asked for nowhere else. */
export function holdKeys(environmentId: string, keys: readonly CreatedApiKey[]): void {
  held.set(environmentId, keys);
  tell();
}

/** Lets go of an environment's new keys: they were saved, or given up. */
export function releaseKeys(environmentId: string): void {
  held.delete(environmentId);
  tell();
}

/** The new keys of an environment that nobody has confirmed as saved, as they are now. */
export function getHeldKeys(environmentId: string): readonly CreatedApiKey[] {
  return held.get(environmentId) ?? NONE;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The new keys of an environment that nobody has confirmed as saved, kept up to date. */
export function useHeldKeys(environmentId: string): readonly CreatedApiKey[] {
  return useSyncExternalStore(subscribe, () => getHeldKeys(environmentId));
}
