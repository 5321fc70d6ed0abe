import { useEffect, useState } from "react";
import { useNavigate } from "react-router";

interface LeaveGuard {
  isAsking: boolean;
  stay: () => void;
  leave: () => void;
}

/** The console's own link that a press would follow, if it is one. */
function linkOf(event: MouseEvent): string | undefined {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return undefined;
  const anchor = event.target instanceof Element ? event.target.closest("a") : null;
  if (anchor === null || anchor.origin !== location.origin || anchor.target === "_blank")
    return undefined;
  const isOnPage = anchor.pathname === location.pathname && anchor.hash !== "";
  return isOnPage ? undefined : anchor.pathname + anchor.search;
}

/**
 * Holds whoever would leave while `isHeld`: a link and the back button are asked about in the page. `onLeave` is told before
 * it is left. What goes elsewhere without either, by the palette say, is for the caller to survive.
 */
export function useLeaveGuard(isHeld: boolean, onLeave: () => void): LeaveGuard {
  const [target, setTarget] = useState<string | "back">();
  const navigate = useNavigate();

  useEffect(() => {
    if (!isHeld) return;
    // An entry of its own for the back button to take away, so that the page stays while it asks.
    history.pushState(history.state, "", location.href);
    const holdLink = (event: MouseEvent): void => {
      const link = linkOf(event);
      if (link === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(link);
    };
    const holdBack = (event: PopStateEvent): void => {
      event.stopImmediatePropagation();
      history.pushState(event.state, "", location.href);
      setTarget("back");
    };
    document.addEventListener("click", holdLink, true);
    window.addEventListener("popstate", holdBack, true);
    return () => {
      document.removeEventListener("click", holdLink, true);
      window.removeEventListener("popstate", holdBack, true);
    };
  }, [isHeld]);

  return {
    isAsking: isHeld && target !== undefined,
    stay: () => setTarget(undefined),
    leave: () => {
      setTarget(undefined);
      onLeave();
      // Two entries back: the one held, and the page itself.
      if (target === "back") history.go(-2);
      else if (target !== undefined) void navigate(target);
    },
  };
}
