import { useSyncExternalStore } from "react";

export type OpenDialog = "palette" | "shortcuts" | null;

let open: OpenDialog = null;
const listeners = new Set<() => void>();

/** Opens one of the two dialogs that the keyboard leads to, in place of the other; null closes. */
export function showDialog(dialog: OpenDialog): void {
  open = dialog;
  for (const listener of listeners) listener();
}

/** The dialog that is open now. */
export function openDialog(): OpenDialog {
  return open;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `openDialog`, kept up to date. */
export function useOpenDialog(): OpenDialog {
  return useSyncExternalStore(subscribe, openDialog);
}
