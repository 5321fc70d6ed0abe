import { useSyncExternalStore } from "react";

let isOpen = false;
const listeners = new Set<() => void>();

/** Opens or folds the dock of the ledger, from wherever it is asked for. */
export function setDockOpen(next: boolean): void {
  isOpen = next;
  for (const listener of listeners) listener();
}

/** Whether the dock stands open now. */
export function isDockOpen(): boolean {
  return isOpen;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `isDockOpen`, kept up to date. */
export function useDockOpen(): boolean {
  return useSyncExternalStore(subscribe, isDockOpen);
}
