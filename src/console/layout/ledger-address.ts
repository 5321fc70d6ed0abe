import { type LedgerFilter, METHODS, OUTCOMES } from "./ledger-filter.ts";

export const DETAIL_TABS = ["exchange", "code", "replay", "polls"] as const;
export type DetailTab = (typeof DETAIL_TABS)[number];

/** What of the ledger is shown. */
export interface LedgerShown extends LedgerFilter {
  /** The number of the call whose detail is open. */
  call: number | null;
  tab: DetailTab;
}

export const SHOWN_FIRST: LedgerShown = {
  method: null,
  outcome: null,
  text: "",
  call: null,
  tab: "exchange",
};

/** What an address asks for; words that it does not know are passed over. */
export function readLedgerShown(search: URLSearchParams): LedgerShown {
  const call = Number(search.get("call"));
  return {
    method: METHODS.find((method) => method === search.get("method")) ?? null,
    outcome: OUTCOMES.find((outcome) => outcome === search.get("status")) ?? null,
    text: search.get("q") ?? "",
    call: Number.isInteger(call) && call > 0 ? call : null,
    tab: DETAIL_TABS.find((tab) => tab === search.get("tab")) ?? "exchange",
  };
}

/** The address of a view: what is as usual is left out. */
export function writeLedgerShown(shown: LedgerShown): URLSearchParams {
  const search = new URLSearchParams();
  if (shown.method !== null) search.set("method", shown.method);
  if (shown.outcome !== null) search.set("status", shown.outcome);
  if (shown.text !== "") search.set("q", shown.text);
  if (shown.call !== null) search.set("call", String(shown.call));
  if (shown.call !== null && shown.tab !== "exchange") search.set("tab", shown.tab);
  return search;
}
