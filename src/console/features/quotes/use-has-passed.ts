import { useEffect, useState } from "react";

/** Whether a moment has passed; renders once when it does, rather than each second until then. */
export function useHasPassed(moment: string | undefined): boolean {
  const [passed, setPassed] = useState(() => (isPast(moment) ? moment : undefined));
  useEffect(() => {
    if (moment === undefined) return;
    const timer = setTimeout(() => setPassed(moment), Math.max(0, Date.parse(moment) - Date.now()));
    return () => clearTimeout(timer);
  }, [moment]);
  return moment !== undefined && passed === moment;
}

function isPast(moment: string | undefined): boolean {
  return moment !== undefined && Date.parse(moment) <= Date.now();
}
