import { toMoney } from "#contract/primitives.ts";
import type { PricingEstimate, Quote, QuoteLane } from "#contract/quotes.ts";
import type { CatalogModel } from "../catalog/catalog.ts";
import { judgeLanes, type JudgedGroup, type Verdict } from "./judge-lanes.ts";
import type { LaneSnapshot } from "./lane-candidate.ts";
import type { LockedPlan, Rung } from "./locked-plan.ts";
import { modelLinesOf, wireLanesOf } from "./quote-figures.ts";
import { feeOf, feePercentText } from "./pricing.ts";
import type { QuoteTerms } from "./quote-terms.ts";
import type { WorkGroup } from "./work.ts";

/** Work to quote: the groups, and every model that any of them accepts, by its catalog name. */
export interface QuotedWork {
  groups: readonly WorkGroup[];
  models: ReadonlyMap<string, CatalogModel>;
  basis: PricingEstimate["basis"];
}

/** All that a quote says and locks, its identity aside. */
export interface QuoteFigures {
  total_micros: bigint;
  plan: LockedPlan;
  pricing_estimate: PricingEstimate;
  model_lines: Quote["model_lines"];
  quote_lanes: QuoteLane[];
}

export type QuotedFigures =
  | { ok: true; figures: QuoteFigures }
  | { ok: false; unserved: JudgedGroup[] };

/**
 * Quotes work: each group starts on its own best lane, and the price is that of the selected lanes. Rungs further down may
 * cost more; settlement stays below the quote whatever lane the work ends on, so that difference is never the caller's.
 * Not ok when no lane can take one of the groups. Pure: the same work, terms and states give the same figures.
 */
export function quoteWork(
  work: QuotedWork,
  terms: QuoteTerms,
  states: LaneSnapshot,
  now: Date,
): QuotedFigures {
  const judged = work.groups.map((group) =>
    judgeLanes(group, modelsOf(work, group), terms, states),
  );
  const unserved = judged.filter(({ selected }) => selected === undefined);
  if (unserved.length > 0) return { ok: false, unserved };

  const selected = judged.flatMap(({ group, selected: verdict }) =>
    verdict === undefined ? [] : [{ group, verdict }],
  );
  const subtotal = selected.reduce(
    (sum, { verdict }) => sum + verdict.candidate.subtotal_micros,
    0n,
  );
  const fee = feeOf(subtotal, terms.fee_basis_points);
  return {
    ok: true,
    figures: {
      total_micros: subtotal + fee,
      plan: planOf(work, judged, terms),
      pricing_estimate: {
        provider_subtotal: toMoney(subtotal),
        service_fee: toMoney(fee),
        service_fee_percent: feePercentText(terms.fee_basis_points),
        total: toMoney(subtotal + fee),
        input_tokens: selected.reduce((sum, { group }) => sum + group.input_tokens, 0),
        output_tokens: selected.reduce(
          (sum, { verdict }) => sum + verdict.candidate.output_tokens,
          0,
        ),
        basis: work.basis,
      },
      model_lines: modelLinesOf(selected),
      quote_lanes: wireLanesOf(judged, now),
    },
  };
}

function modelsOf(work: QuotedWork, group: WorkGroup): CatalogModel[] {
  return group.models.flatMap((slug) => work.models.get(slug) ?? []);
}

function planOf(work: QuotedWork, judged: readonly JudgedGroup[], terms: QuoteTerms): LockedPlan {
  const names = [...work.models.values()].flatMap(({ slug, aliases }) =>
    [slug, ...aliases].map((name) => [name, slug]),
  );
  return {
    fee_basis_points: terms.fee_basis_points,
    assumed_output_tokens_per_item: terms.assumed_output_tokens_per_item,
    model_names: Object.fromEntries(names),
    groups: judged.map(({ group, eligible }) => ({
      operation: group.operation,
      models: group.models,
      rungs: eligible.map(rungOf),
    })),
  };
}

function rungOf({ candidate }: Verdict): Rung {
  const { lane } = candidate.offering;
  return {
    lane_id: lane.lane_id,
    display_name: lane.display_name,
    provider: lane.provider,
    model: candidate.model.slug,
    region: lane.region,
    rates: candidate.rates,
    max_input_tokens: candidate.model.max_input_tokens,
    max_output_tokens: candidate.model.max_output_tokens,
  };
}
