import { useEffect } from "react";

/** What may hold the focus in place of something within it that is gone. */
const HOLDS = "section, form, dialog, main, [role=region], [tabindex]";

/** Gives the focus to the innermost that is left of where it was; true when something took it. */
function focusFirst(places: readonly Element[]): boolean {
  return places.some((place) => {
    if (!(place instanceof HTMLElement) || !place.isConnected || !place.matches(HOLDS))
      return false;
    if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
    place.focus({ preventScroll: true });
    return document.activeElement === place;
  });
}

function withAncestors(element: Element): Element[] {
  const places: Element[] = [];
  for (let at: Element | null = element; at !== null; at = at.parentElement) places.push(at);
  return places;
}

/**
 * A control that vanishes while it has the focus, such as a button that empties its own list, would leave the keyboard
 * nowhere: the focus goes to the part of the page that it stood in. What moves the focus on purpose comes first.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let places: Element[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;

    const rescue = (): void => {
      timer = undefined;
      const isNowhere = document.activeElement === null || document.activeElement === document.body;
      const left = places;
      // Taken by the listener below where the focus finds a place; else there is nothing to wait for.
      places = [];
      if (isNowhere) focusFirst(left);
    };
    const onFocusIn = ({ target }: FocusEvent): void => {
      if (target instanceof Element) places = withAncestors(target);
    };
    const observer = new MutationObserver(() => {
      if (places[0]?.isConnected !== false || timer !== undefined) return;
      // After the effects of what is drawn now, which may have a better place for it.
      timer = setTimeout(rescue);
    });

    document.addEventListener("focusin", onFocusIn);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", onFocusIn);
      observer.disconnect();
      clearTimeout(timer);
    };
  }, []);
}
