import { useSyncExternalStore } from "react";

export type OpenDialog = "palette" | "shortcuts" | null;

let open: OpenDialog = null;
/** Letters that came before the palette did. */
let typed = "";
const listeners = new Set<() => void>();

/** Opens one of the two dialogs that the keyboard leads to, in place of the other; null closes. */
export function showDialog(dialog: OpenDialog): void {
  open = dialog;
  typed = "";
  for (const listener of listeners) listener();
}

/** The dialog that is open now. */
export function openDialog(): OpenDialog {
  return open;
}

/** Keeps a letter for the palette, which is on its way. */
export function typeAhead(letter: string): void {
  typed += letter;
}

/** What was typed since the palette was asked for, and before it was there. */
export function typedAhead(): string {
  return typed;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `openDialog`, kept up to date. */
export function useOpenDialog(): OpenDialog {
  return useSyncExternalStore(subscribe, openDialog);
}
