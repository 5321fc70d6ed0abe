import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { isItemFilter, type ItemFilter } from "./progress-parts.ts";

const BATCH_TABS = ["overview", "items", "bill"] as const;
export type BatchTab = (typeof BATCH_TABS)[number];

/** What the address of a batch says is shown. */
export interface BatchView {
  tab: BatchTab;
  status: ItemFilter | null;
  /** The code of one cause of failure. */
  cause: string | null;
  item: string | null;
}

/** The view that an address asks for; words it does not know are passed over. */
export function readBatchView(search: URLSearchParams): BatchView {
  const status = search.get("status");
  return {
    tab: BATCH_TABS.find((tab) => tab === search.get("tab")) ?? "overview",
    status: isItemFilter(status) ? status : null,
    cause: search.get("cause"),
    item: search.get("item"),
  };
}

/** The address of a view: what is as usual is left out. */
export function writeBatchView({ tab, status, cause, item }: BatchView): URLSearchParams {
  const search = new URLSearchParams();
  if (tab !== "overview") search.set("tab", tab);
  if (status !== null) search.set("status", status);
  if (cause !== null) search.set("cause", cause);
  if (item !== null) search.set("item", item);
  return search;
}

/** The view in the address, and how to change it: each change is a step that the back button undoes. */
export function useBatchView(): [BatchView, (change: Partial<BatchView>) => void] {
  const [search, setSearch] = useSearchParams();
  const show = useCallback(
    (change: Partial<BatchView>) =>
      setSearch((now) => writeBatchView({ ...readBatchView(now), ...change }), {
        preventScrollReset: true,
      }),
    [setSearch],
  );
  return [readBatchView(search), show];
}
