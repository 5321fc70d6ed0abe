import { useSyncExternalStore } from "react";

const KEY = "batchrouter.single-key-shortcuts";
const OFF = "off";

const listeners = new Set<() => void>();

/** Whether single keys do something; speech input and trembling hands are better off without (WCAG 2.1.4). */
export function areKeysOn(): boolean {
  return localStorage.getItem(KEY) !== OFF;
}

/** Switches single keys on or off for this browser. */
export function setKeysOn(isOn: boolean): void {
  if (isOn) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, OFF);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `areKeysOn`, kept up to date. */
export function useKeysOn(): boolean {
  return useSyncExternalStore(subscribe, areKeysOn);
}
