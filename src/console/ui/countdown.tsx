import { type ReactNode, useEffect, useRef } from "react";
import { formatClock } from "../format/durations.ts";
import { formatLocalTime, formatUtcTime, type Moment, toEpochMs } from "../format/times.ts";
import { useNow } from "./use-now.ts";

type CountdownProps = {
  until: Moment;
  /** Stands in its place when the time is up. */
  ended: ReactNode;
  /** Called once when the time runs out while this is shown, and at once when it already has. */
  onEnd?: (() => void) | undefined;
  className?: string | undefined;
};

/** The time left, ticking in whole seconds; a timer is not read out as it ticks. Keep it out of live regions. */
export function Countdown({ until, ended, onEnd, className }: CountdownProps) {
  const leftMs = toEpochMs(until) - useNow(1000);
  const isOver = !(leftMs > 0);
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  useEffect(() => {
    if (isOver) end.current?.();
  }, [isOver, until]);
  return (
    <span
      role="timer"
      title={`${formatLocalTime(until)} · ${formatUtcTime(until)}`}
      className={className}
    >
      {isOver ? ended : formatClock(leftMs)}
    </span>
  );
}
