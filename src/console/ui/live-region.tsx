import { useEffect, useRef, useState } from "react";
import { type Spoken, speakingDelayMs } from "./speaking-time.ts";

type LiveRegionProps = {
  /** What to say; a change replaces what is still waiting to be said. Keep ticking figures out of it. */
  message: string;
  intervalMs?: number | undefined;
};

/** Reads changes out without showing them, at most one in five seconds, always the latest. */
export function LiveRegion({ message, intervalMs = 5000 }: LiveRegionProps) {
  const last = useRef<Spoken>(undefined);
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    const delayMs = speakingDelayMs(message, last.current, Date.now(), intervalMs);
    if (delayMs === undefined) return;
    const timer = setTimeout(() => {
      last.current = { message, atMs: Date.now() };
      setSpoken(message);
    }, delayMs);
    return () => clearTimeout(timer);
  }, [message, intervalMs]);
  return (
    <div role="status" className="sr-only">
      {spoken}
    </div>
  );
}
