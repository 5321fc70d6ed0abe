import type { LaneState } from "#contract/catalog.ts";
import type { QuoteLane } from "#contract/quotes.ts";
import type { CatalogModel, Offering } from "../catalog/catalog.ts";
import type { Rates } from "../catalog/rates.ts";
import { costOf, feeOf, ratesInTier, type Cost } from "./pricing.ts";
import type { QuoteTerms } from "./quote-terms.ts";
import { outputTokensOf, type WorkGroup } from "./work.ts";

export type Rejection = NonNullable<QuoteLane["rejection"]>;

/** One acceptable model on one lane, with what the work would come to there. */
export interface Candidate {
  lane_id: string;
  model: CatalogModel;
  offering: Offering;
  rates: Rates;
  output_tokens: number;
  cost: Cost;
  subtotal_micros: bigint;
  /** With our fee. */
  total_micros: bigint;
  /** Until the items that are planned there are done. */
  wait_seconds: number;
  run_seconds: number;
  /** Measured where enough has run, else as the catalog expects it. */
  success_rate: number;
  is_down: boolean;
}

/** How a lane is at this moment; a lane without a state has nothing planned and nothing measured. */
export type LaneSnapshot = ReadonlyMap<
  string,
  Pick<LaneState, "health" | "backlog_items" | "success_rate" | "breaker">
>;

/** Every acceptable model on every lane that offers it, in the order of the models and of the catalog. */
export function candidatesFor(
  group: WorkGroup,
  models: readonly CatalogModel[],
  terms: QuoteTerms,
  states: LaneSnapshot,
): Candidate[] {
  return models.flatMap((model) =>
    model.offerings.map((offering) => candidateOf(group, model, offering, terms, states)),
  );
}

function candidateOf(
  group: WorkGroup,
  model: CatalogModel,
  offering: Offering,
  terms: QuoteTerms,
  states: LaneSnapshot,
): Candidate {
  const { lane } = offering;
  const state = states.get(lane.lane_id);
  const rates = ratesInTier(offering.rates, terms.sla_tier);
  const outputTokens = outputTokensOf(
    group,
    terms.assumed_output_tokens_per_item,
    model.max_output_tokens,
  );
  const cost = costOf(rates, {
    input_tokens: BigInt(group.input_tokens),
    output_tokens: BigInt(outputTokens),
  });
  const subtotal = cost.input_micros + cost.output_micros;
  const pace = itemsPerSecond(offering);
  return {
    lane_id: lane.lane_id,
    model,
    offering,
    rates,
    output_tokens: outputTokens,
    cost,
    subtotal_micros: subtotal,
    total_micros: subtotal + feeOf(subtotal, terms.fee_basis_points),
    wait_seconds: (state?.backlog_items ?? 0) / pace,
    run_seconds: group.items / pace,
    success_rate: state?.success_rate ?? lane.expected.success_rate,
    is_down: state !== undefined && (state.health === "down" || state.breaker === "open"),
  };
}

/**
 * What the lane can take: its concurrency over the mean of its latency, and no more than its rate. The measured pace is
 * not used here: it says how much was asked of the lane, which is far less than it could do while there is little work.
 */
function itemsPerSecond({ lane }: Offering): number {
  const { concurrency, expected, requests_per_minute } = lane;
  const atOnce = concurrency / (meanLatencyMs(expected.latency_ms) / 1_000);
  return Math.min(atOnce, (requests_per_minute ?? Number.POSITIVE_INFINITY) / 60);
}

/** Where the 95th percentile of a normal distribution lies, in standard deviations. */
const P95_DEVIATIONS = 1.645;

/** The mean of a log-normal latency with this median and 95th percentile. */
function meanLatencyMs({ median, p95 }: { median: number; p95: number }): number {
  const spread = Math.log(p95 / median) / P95_DEVIATIONS;
  return median * Math.exp(spread ** 2 / 2);
}
