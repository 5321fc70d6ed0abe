import { type RefObject, useEffect, useRef } from "react";
import { useLocation, useNavigationType } from "react-router";
import { rowForKey } from "../ui/list-keys.ts";

/** Where keys have a meaning of their own. */
const TAKEN_BY = "input, select, textarea, dialog, [role=tablist], [role=grid], [popover]";

const ROW = "[data-row]";

/** What Enter opens in a row that is no link itself: its first link. */
const OPENS = "a[href]";

/** By the entry of the browser's history: the row that had the focus when its page was left. */
const left = new Map<string, number>();

function rowsOf(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>(ROW)];
}

/** Whether nobody has chosen a place for the focus since the page came up. */
function isFocusFree(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement.matches("body, main");
}

/**
 * Lets J and K go from row to row (`data-row`) of a list from anywhere on the page, arrows, Home and End once a row has the
 * focus, and Enter open the row. Who comes back by the browser's Back finds the focus on the row that was left.
 */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  const { key: entry } = useLocation();
  const isReturn = useNavigationType() === "POP";

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { target, key, defaultPrevented, metaKey, ctrlKey, altKey } = event;
      if (defaultPrevented || metaKey || ctrlKey || altKey) return;
      if (!(target instanceof Element) || list.current === null) return;
      const isInRows = list.current.contains(target);
      const isLetter = key === "j" || key === "k";
      if (target.closest(TAKEN_BY) !== null || (!isInRows && !isLetter)) return;
      if (document.querySelector("dialog:modal") !== null) return;
      if (key === "Enter" && target.matches(ROW) && !target.matches("a, button")) {
        target.querySelector<HTMLElement>(OPENS)?.click();
        return;
      }
      const rows = rowsOf(list.current);
      const active = rows.findIndex((row) => row.contains(document.activeElement));
      const next = rowForKey(key, active, rows.length);
      if (next === undefined) return;
      event.preventDefault();
      rows[next]?.focus();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [list]);

  useEffect(() => {
    const remember = ({ target }: FocusEvent): void => {
      const row = target instanceof Element ? target.closest<HTMLElement>(ROW) : null;
      if (row === null || list.current?.contains(row) !== true) return;
      left.set(entry, rowsOf(list.current).indexOf(row));
    };
    document.addEventListener("focusin", remember);
    return () => document.removeEventListener("focusin", remember);
  }, [list, entry]);

  const isSettled = useRef(!isReturn);
  useEffect(() => {
    // The rows may come long after the page does.
    if (isSettled.current || list.current === null) return;
    isSettled.current = true;
    const index = left.get(entry);
    // After the shell, which gives a new page's focus to its beginning.
    queueMicrotask(() => {
      if (index === undefined || list.current === null || !isFocusFree()) return;
      rowsOf(list.current)[index]?.focus();
    });
  });
}
