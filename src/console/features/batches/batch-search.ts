import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { isVerdict, type Verdict } from "./compare/verdicts.ts";
import { isItemFilter, type ItemFilter } from "./progress-parts.ts";

const BATCH_TABS = ["overview", "items", "bill", "compare"] as const;
export type BatchTab = (typeof BATCH_TABS)[number];

/** What the address of a batch says is shown. */
export interface BatchView {
  tab: BatchTab;
  status: ItemFilter | null;
  /** The code of one cause of failure. */
  cause: string | null;
  item: string | null;
  /** The place in the input at which the list of items starts, from 0; the address counts lines from 1. */
  fromPlace: number;
  /** The other batch of a comparison. */
  compare: string | null;
  verdict: Verdict | null;
}

/** What nothing in the address changes. */
export const USUAL_VIEW: BatchView = {
  tab: "overview",
  status: null,
  cause: null,
  item: null,
  fromPlace: 0,
  compare: null,
  verdict: null,
};

/** The view that an address asks for; words it does not know are passed over. */
export function readBatchView(search: URLSearchParams): BatchView {
  const status = search.get("status");
  const compare = search.get("compare");
  const verdict = search.get("verdict");
  const tab = BATCH_TABS.find((known) => known === search.get("tab")) ?? "overview";
  return {
    tab: compare === null ? tab : "compare",
    status: isItemFilter(status) ? status : null,
    cause: search.get("cause"),
    item: search.get("item"),
    fromPlace: placeOfLine(search.get("line")),
    compare,
    verdict: isVerdict(verdict) ? verdict : null,
  };
}

function placeOfLine(line: string | null): number {
  return line !== null && /^[1-9]\d{0,8}$/.test(line) ? Number(line) - 1 : 0;
}

/** The address of a view: what is as usual is left out, and of a comparison all that is not its own. */
export function writeBatchView(view: BatchView): URLSearchParams {
  const { tab, status, cause, item, fromPlace, compare, verdict } = view;
  const search = new URLSearchParams();
  if (tab === "compare") {
    // The other batch alone says which tab it is.
    if (compare === null) search.set("tab", tab);
    else search.set("compare", compare);
    if (verdict !== null) search.set("verdict", verdict);
    if (item !== null) search.set("item", item);
    return search;
  }
  if (tab !== "overview") search.set("tab", tab);
  if (status !== null) search.set("status", status);
  if (cause !== null) search.set("cause", cause);
  if (item !== null) search.set("item", item);
  if (tab === "items" && fromPlace > 0) search.set("line", String(fromPlace + 1));
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
