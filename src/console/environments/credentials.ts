import { createTabStore } from "./tab-store.ts";

/** What a tab holds for one environment. It ends with the tab. */
export interface Credentials {
  session_token?: string;
  session_expires_at?: string;
  email?: string;
  api_key?: string;
  api_key_label?: string;
}

const store = createTabStore<Credentials>("credentials", {});

/** The credentials of an environment as they are now. */
export const getCredentials = store.get;

/** The credentials of an environment, kept up to date. */
export const useCredentials = store.use;

/** Adds to an environment's credentials. */
export function keepCredentials(environmentId: string, added: Credentials): void {
  store.set(environmentId, { ...store.get(environmentId), ...added });
}

/** Drops what was refused, and keeps what was not. */
export function dropCredentials(environmentId: string, what: "api_key" | "session"): void {
  const { api_key: _key, api_key_label: _label, ...withoutKey } = store.get(environmentId);
  const {
    session_token: _token,
    session_expires_at: _end,
    ...withoutSession
  } = store.get(environmentId);
  store.set(environmentId, what === "api_key" ? withoutKey : withoutSession);
}
