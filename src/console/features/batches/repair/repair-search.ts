import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** What the address of a repair says is shown: the lines of one cause or all, and the one in the editor. */
export interface RepairView {
  cause: string | null;
  item: string | null;
}

/** The view in the address, and how to change it; another line makes no step for the back button. */
export function useRepairView(): [RepairView, (change: Partial<RepairView>) => void] {
  const [search, setSearch] = useSearchParams();
  const show = useCallback(
    (change: Partial<RepairView>) =>
      setSearch(
        (now) => {
          const next = new URLSearchParams(now);
          for (const [name, value] of Object.entries(change)) {
            if (value === null) next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { preventScrollReset: true, replace: change.cause === undefined },
      ),
    [setSearch],
  );
  return [{ cause: search.get("cause"), item: search.get("item") }, show];
}
