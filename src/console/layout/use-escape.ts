import { useEffect, useRef } from "react";

interface Listener {
  rank: number;
  act: () => void;
}

/** Those that listen now; the highest rank hears an Escape, and of equals the newest. */
const listeners: Listener[] = [];

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  if (document.querySelector("dialog:modal, [popover='auto']:popover-open") !== null) return;
  const highest = Math.max(...listeners.map(({ rank }) => rank));
  const listener = listeners.findLast(({ rank }) => rank === highest);
  if (listener === undefined) return;
  event.preventDefault();
  listener.act();
}

/** Calls back for an Escape that nothing else on the page has taken: no dialog, no menu, no listener of a higher rank. */
export function useEscape(onEscape: () => void, rank = 0): void {
  const latest = useRef(onEscape);
  useEffect(() => {
    latest.current = onEscape;
  });
  useEffect(() => {
    const listener = { rank, act: () => latest.current() };
    listeners.push(listener);
    if (listeners.length === 1) window.addEventListener("keydown", onKeyDown);
    return () => {
      listeners.splice(listeners.indexOf(listener), 1);
      if (listeners.length === 0) window.removeEventListener("keydown", onKeyDown);
    };
  }, [rank]);
}
