import { PRIVACY_TIERS } from "#contract/catalog.ts";
import type { OrgId } from "#contract/primitives.ts";
import {
  FEE_BASIS_POINTS,
  ROUTING_MODES,
  SLA_TIERS,
  type ComparedQuote,
  type ModelQuoteBody,
} from "#contract/quotes.ts";
import type { Queryable } from "../database/database.ts";
import type { LaneSnapshot } from "./lane-candidate.ts";
import {
  noLane,
  overMaxPrice,
  readQuotedWork,
  termsOf,
  type QuoteDependencies,
} from "./lock-quote.ts";
import type { QuoteTerms } from "./quote-terms.ts";
import { quoteWork, type QuotedWork } from "./quote-work.ts";

/**
 * Prices the work in every routing mode and tier, by privacy, then mode, then SLA, on one view of the lanes, and locks
 * nothing. Throws as `prepareQuote` does for work that cannot be read; terms that no lane meets are told in their place.
 */
export async function compareQuotes(
  dependencies: QuoteDependencies,
  queryable: Queryable,
  { org_id, body, now }: { org_id: OrgId; body: ModelQuoteBody; now: Date },
): Promise<ComparedQuote[]> {
  const work = await readQuotedWork(dependencies, queryable, org_id, body);
  const terms = termsOf(body, FEE_BASIS_POINTS.model);
  const states = dependencies.laneStates();
  return PRIVACY_TIERS.flatMap((privacy_tier) =>
    ROUTING_MODES.flatMap((routing_mode) =>
      SLA_TIERS.map((sla_tier) =>
        compareOne(work, { ...terms, privacy_tier, routing_mode, sla_tier }, states, now),
      ),
    ),
  );
}

function compareOne(
  work: QuotedWork,
  terms: QuoteTerms,
  states: LaneSnapshot,
  now: Date,
): ComparedQuote {
  const { routing_mode, sla_tier, privacy_tier, max_price_micros } = terms;
  const named = { routing_mode, sla_tier, privacy_tier };
  const without = { ...named, total: null, estimated_completion_at: null, selected_lanes: [] };
  const quoted = quoteWork(work, terms, states, now);
  if (!quoted.ok) {
    const issues = quoted.unserved.flatMap(noLane);
    const codes = new Set(issues.map(({ code }) => code));
    codes.delete("no_lane");
    const [shared] = codes;
    const code = codes.size === 1 && shared !== undefined ? shared : "no_lane";
    const message = issues.map((issue) => issue.message).join(" ");
    return { ...without, rejection: { code, message } };
  }
  const { figures } = quoted;
  if (max_price_micros !== null && figures.total_micros > max_price_micros) {
    const { code, message } = overMaxPrice(figures.total_micros, max_price_micros);
    return { ...without, rejection: { code, message } };
  }
  const selected = figures.quote_lanes.filter((lane) => lane.selected);
  return {
    ...named,
    total: figures.pricing_estimate.total,
    // RFC 3339 in UTC: the latest sorts last.
    estimated_completion_at:
      selected
        .map((lane) => lane.estimated_completion_at)
        .toSorted()
        .at(-1) ?? null,
    selected_lanes: selected.map(({ lane_id, display_name, model }) => ({
      lane_id,
      display_name,
      model,
    })),
    rejection: null,
  };
}
