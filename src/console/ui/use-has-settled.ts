import { useSyncExternalStore } from "react";

/** By then the first page stands, on a slow machine too. */
const SETTLED_MS = 1_000;

let hasSettled = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function settle(): void {
  hasSettled = true;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setTimeout(settle, SETTLED_MS);
  return () => listeners.delete(listener);
}

/** False while the tab's first page is being drawn, true ever after: for what nobody looks for before, and takes long to make. */
export function useHasSettled(): boolean {
  return useSyncExternalStore(subscribe, () => hasSettled);
}
