import { useEffect } from "react";
import { useLocation } from "react-router";

/** Brings the place that the address names after `#` into view and under the keyboard; back and forward do so too. */
export function useAnchor(): void {
  const { pathname, hash, key } = useLocation();
  useEffect(() => {
    if (hash === "") return;
    // The frame of the page goes to its top on a new path; this comes after.
    const frame = requestAnimationFrame(() => {
      const place = document.getElementById(decodeURIComponent(hash.slice(1)));
      place?.scrollIntoView({ block: "start" });
      place?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [pathname, hash, key]);
}
