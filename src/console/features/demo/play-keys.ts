import { useEffect, useRef } from "react";

interface PlayKeys {
  onToggle: () => void;
  onStep: () => void;
}

/** What has keys of its own: a press there is not meant for the play. */
const OWN_KEYS =
  "input, textarea, select, button, a, summary, [contenteditable], [role='grid'], [role='tab'], [tabindex='0']";

/** Space and → on any page while a play is on; never in a field, on a button, or behind a dialog. */
export function usePlayKeys(keys: PlayKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.repeat || event.isComposing) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const { target } = event;
      if (target instanceof Element && target.closest(OWN_KEYS) !== null) return;
      if (document.querySelector("dialog:modal") !== null) return;
      if (event.key !== " " && event.key !== "ArrowRight") return;
      event.preventDefault();
      if (event.key === " ") latest.current.onToggle();
      else latest.current.onStep();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
