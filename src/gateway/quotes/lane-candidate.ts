import type { LaneState } from "#contract/catalog.ts";
import type { QuoteLane } from "#contract/quotes.ts";
import type { CatalogModel, Offering } from "../catalog/catalog.ts";
import type { Rates } from "../catalog/rates.ts";
import { laneSuccess, laneTime, type LaneTime } from "./lane-time.ts";
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
  time: LaneTime;
  /** Measured where enough has run, else as the catalog expects it. */
  success_rate: number;
  /** Why the lane gets no work at this moment, in a sentence; null when it may. */
  down_reason: string | null;
}

/** What quotes look at of a lane's state. */
export type LaneFacts = Pick<
  LaneState,
  | "health"
  | "health_reason"
  | "backlog_items"
  | "success_rate"
  | "latency_ms"
  | "measured_calls"
  | "breaker"
>;

/** How a lane is at this moment; a lane without a state has nothing planned and nothing measured. */
export type LaneSnapshot = ReadonlyMap<string, LaneFacts>;

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
  return {
    lane_id: lane.lane_id,
    model,
    offering,
    rates,
    output_tokens: outputTokens,
    cost,
    subtotal_micros: subtotal,
    total_micros: subtotal + feeOf(subtotal, terms.fee_basis_points),
    time: laneTime(lane, state, group.items),
    success_rate: laneSuccess(lane, state),
    down_reason: state === undefined ? null : downReason(state),
  };
}

function downReason({ health, health_reason, breaker }: LaneFacts): string | null {
  if (health !== "down" && breaker !== "open") return null;
  return health_reason ?? "The lane is down at this moment.";
}
