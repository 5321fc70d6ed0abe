import { useEffect } from "react";
import { useNavigate } from "react-router";
import { isDockOpen, setDockOpen } from "../../layout/ledger-dock-store.ts";
import { nextTimeStyle, timeStyle } from "../../ui/time-style.ts";
import { readPresenter, setPresenter } from "../../ui/presenter.ts";
import { isMac } from "./is-mac.ts";
import { areKeysOn } from "./keys-setting.ts";
import { openDialog, showDialog, typeAhead } from "./palette-store.ts";
import { outcomeOf, takesLetters, type Pending, type Shortcut } from "./shortcuts.ts";
import { switchTimes } from "./time-style-words.ts";

function isTypingAt(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const { tagName, isContentEditable } = target;
  const type = target instanceof HTMLInputElement ? target.type : undefined;
  return takesLetters({ tagName, type, isContentEditable, role: target.getAttribute("role") });
}

function isModalShown(): boolean {
  return document.querySelector("dialog:modal") !== null;
}

/** A letter that is meant for the palette: it was asked for, and is still being fetched or drawn. */
function isForComingPalette({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (openDialog() !== "palette" || isModalShown()) return false;
  return key.length === 1 && !ctrlKey && !metaKey && !altKey;
}

/** The page behind a modal dialog, or one that is to come, is out of reach, for keys as well; a dialog of ours closes by its own keys. */
function isBlocked({ effect }: Shortcut): boolean {
  if (openDialog() === null && !isModalShown()) return false;
  return effect.kind !== "open" || openDialog() !== effect.dialog;
}

/** Listens for the shortcuts of the table on every page. */
export function useShortcuts(): void {
  const navigate = useNavigate();
  useEffect(() => {
    let pending: Pending | undefined;

    function act(shortcut: Shortcut): void {
      const { effect } = shortcut;
      if (effect.kind === "go") void navigate(effect.to);
      if (effect.kind === "present") setPresenter({ isOn: !readPresenter().isOn });
      if (effect.kind === "open") showDialog(openDialog() === effect.dialog ? null : effect.dialog);
      if (effect.kind === "ledger") setDockOpen(!isDockOpen());
      if (effect.kind === "times") switchTimes(nextTimeStyle(timeStyle()));
    }

    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return;
      if (isForComingPalette(event)) {
        event.preventDefault();
        typeAhead(event.key);
        return;
      }
      const outcome = outcomeOf(event, {
        isMac: isMac(),
        isTyping: isTypingAt(event.target),
        areKeysOn: areKeysOn(),
        pending,
        nowMs: event.timeStamp,
      });
      pending = outcome.pending;
      if (outcome.shortcut === undefined || isBlocked(outcome.shortcut)) return;
      event.preventDefault();
      act(outcome.shortcut);
    }

    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [navigate]);
}
