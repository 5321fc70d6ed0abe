import { useSyncExternalStore } from "react";

/** What a tab holds for one environment. It ends with the tab. */
export interface Credentials {
  session_token?: string;
  session_expires_at?: string;
  email?: string;
  api_key?: string;
  api_key_label?: string;
}

const PREFIX = "batchrouter.credentials.";
const cache = new Map<string, Credentials>();
const listeners = new Set<() => void>();
const NONE: Credentials = {};

function read(environmentId: string): Credentials {
  const cached = cache.get(environmentId);
  if (cached !== undefined) return cached;
  let credentials = NONE;
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(PREFIX + environmentId) ?? "null");
    // Only this module writes under the prefix, and only Credentials.
    if (stored !== null && typeof stored === "object") credentials = stored as Credentials;
  } catch {
    credentials = NONE;
  }
  cache.set(environmentId, credentials);
  return credentials;
}

/** The credentials of an environment as they are now. */
export function getCredentials(environmentId: string): Credentials {
  return read(environmentId);
}

/** Adds to an environment's credentials: memory and the tab's session storage, nowhere else. */
export function keepCredentials(environmentId: string, added: Credentials): void {
  const next = { ...read(environmentId), ...added };
  cache.set(environmentId, next);
  sessionStorage.setItem(PREFIX + environmentId, JSON.stringify(next));
  for (const listener of listeners) listener();
}

/** Drops the key alone, or everything, of an environment. */
export function dropCredentials(environmentId: string, what: "api_key" | "all"): void {
  const { session_token, session_expires_at, email } = read(environmentId);
  const rest: Credentials = {
    ...(session_token === undefined ? {} : { session_token }),
    ...(session_expires_at === undefined ? {} : { session_expires_at }),
    ...(email === undefined ? {} : { email }),
  };
  const next = what === "all" ? NONE : rest;
  cache.set(environmentId, next);
  if (what === "all") sessionStorage.removeItem(PREFIX + environmentId);
  else sessionStorage.setItem(PREFIX + environmentId, JSON.stringify(next));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The credentials of an environment, kept up to date. */
export function useCredentials(environmentId: string): Credentials {
  return useSyncExternalStore(subscribe, () => read(environmentId));
}
