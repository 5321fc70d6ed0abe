import { useSyncExternalStore } from "react";
import { TIME_STYLES, type TimeStyle } from "../format/times.ts";

const KEY = "batchrouter.times";

const listeners = new Set<() => void>();

/** How times are written in this browser; how long ago, unless something else was chosen. */
export function timeStyle(): TimeStyle {
  const stored = localStorage.getItem(KEY);
  return TIME_STYLES.find((style) => style === stored) ?? "relative";
}

/** Writes every time of the console so, at once and for the next time. */
export function setTimeStyle(style: TimeStyle): void {
  if (style === "relative") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, style);
  for (const listener of listeners) listener();
}

/** The style after a style, round the end: what one key steps through. */
export function nextTimeStyle(style: TimeStyle): TimeStyle {
  return TIME_STYLES[(TIME_STYLES.indexOf(style) + 1) % TIME_STYLES.length] ?? "relative";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `timeStyle`, kept up to date. */
export function useTimeStyle(): TimeStyle {
  return useSyncExternalStore(subscribe, timeStyle);
}
