import type { Exchange } from "#contract/client.ts";
import type { Method } from "#contract/endpoint.ts";

export const METHODS = ["GET", "POST", "PUT", "DELETE"] as const satisfies readonly Method[];

/** How a call ended, and whether its answer kept to the contract. */
export const OUTCOMES = ["2xx", "304", "4xx", "5xx", "no-answer", "off-contract"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Which calls are shown; null is all. */
export interface LedgerFilter {
  method: Method | null;
  outcome: Outcome | null;
  /** Words that all have to stand in the path, the request id or the endpoint's name. */
  text: string;
}

export const NO_FILTER: LedgerFilter = { method: null, outcome: null, text: "" };

function statusClass({ status, failure }: Exchange): Outcome | undefined {
  if (failure !== null) return "no-answer";
  if (status === null) return undefined;
  if (status === 304) return "304";
  return OUTCOMES.find((outcome) => outcome === `${Math.floor(status / 100)}xx`);
}

/** What a call counts as: its status class, and also `off-contract` where its answer is. */
export function outcomesOf(exchange: Exchange): Outcome[] {
  const outcome = statusClass(exchange);
  return [
    ...(outcome === undefined ? [] : [outcome]),
    ...(exchange.off_contract.length > 0 ? (["off-contract"] as const) : []),
  ];
}

function hasText(exchange: Exchange, text: string): boolean {
  const searched =
    `${exchange.path} ${exchange.request_id ?? ""} ${exchange.endpoint} #${exchange.number}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
}

/** Whether a call is among those that a filter asks for. */
export function matchesFilter(exchange: Exchange, filter: LedgerFilter): boolean {
  return (
    (filter.method === null || exchange.method === filter.method) &&
    (filter.outcome === null || outcomesOf(exchange).includes(filter.outcome)) &&
    hasText(exchange, filter.text.trim())
  );
}

/** Calls by what each choice of a filter would show, the filter's other parts being as they are. */
export interface FilterCounts {
  methods: Record<Method | "all", number>;
  outcomes: Record<Outcome | "all", number>;
}

/** Counts for each choice of method and outcome. */
export function countChoices(exchanges: readonly Exchange[], filter: LedgerFilter): FilterCounts {
  const methods = { all: 0, GET: 0, POST: 0, PUT: 0, DELETE: 0 };
  const outcomes = {
    all: 0,
    "2xx": 0,
    "304": 0,
    "4xx": 0,
    "5xx": 0,
    "no-answer": 0,
    "off-contract": 0,
  };
  for (const exchange of exchanges) {
    if (matchesFilter(exchange, { ...filter, method: null })) {
      methods.all += 1;
      const method = METHODS.find((known) => known === exchange.method);
      if (method !== undefined) methods[method] += 1;
    }
    if (matchesFilter(exchange, { ...filter, outcome: null })) {
      outcomes.all += 1;
      for (const outcome of outcomesOf(exchange)) outcomes[outcome] += 1;
    }
  }
  return { methods, outcomes };
}

/** Whether a filter hides anything. */
export function isFiltering(filter: LedgerFilter): boolean {
  return filter.method !== null || filter.outcome !== null || filter.text.trim() !== "";
}
