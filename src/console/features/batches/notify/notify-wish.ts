import { useSyncExternalStore } from "react";

/**
 * Whether this browser is to tell when a batch ends. `blocked`: it was asked for and the browser does not allow it;
 * `missing`: a page that is not served securely has no notifications.
 */
export type NotifyWish = "off" | "on" | "blocked" | "missing";

/** A wish of the person at this browser, for all batches; it is no secret. */
const WISH_KEY = "batchrouter.tell-when-done";

const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

function currentWish(): NotifyWish {
  if (!("Notification" in window)) return "missing";
  if (localStorage.getItem(WISH_KEY) === null) return "off";
  switch (Notification.permission) {
    case "granted":
      return "on";
    case "denied":
      return "blocked";
    case "default":
      // Taken back in the browser's own settings since: it has to be asked for anew.
      return "off";
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The wish as it stands, wherever it was changed. */
export function useNotifyWish(): NotifyWish {
  return useSyncExternalStore(subscribe, currentWish);
}

/** Remembers the wish and asks the browser for its permission; to be called in the press of a button. */
export async function askToBeTold(): Promise<void> {
  localStorage.setItem(WISH_KEY, "yes");
  if (Notification.permission === "default") await Notification.requestPermission();
  // Closed without an answer it is no wish any more.
  if (Notification.permission === "default") localStorage.removeItem(WISH_KEY);
  tell();
}

/** Forgets the wish; the browser's permission stays as it is. */
export function stopBeingTold(): void {
  localStorage.removeItem(WISH_KEY);
  tell();
}
