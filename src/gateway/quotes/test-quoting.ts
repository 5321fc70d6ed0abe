import type { QuoteLane } from "#contract/quotes.ts";
import { type Catalog, loadCatalog } from "../catalog/catalog.ts";
import type { LaneFacts, LaneSnapshot } from "./lane-candidate.ts";
import type { QuoteTerms } from "./quote-terms.ts";
import { type QuotedFigures, type QuoteFigures, quoteWork } from "./quote-work.ts";
import type { WorkGroup } from "./work.ts";

/** The catalog that comes with the gateway. */
export const bundledCatalog = await loadCatalog();

/** When quotes of these tests are made. */
export const now = new Date("2026-11-24T12:00:00Z");

/** A lane with nothing planned and nothing measured. */
export const healthyLane: LaneFacts = {
  health: "healthy",
  health_reason: null,
  backlog_items: 0,
  success_rate: null,
  latency_ms: null,
  measured_calls: 0,
  breaker: "closed",
};

/** What a quote is asked under that says nothing more than the work. */
export const standardTerms: QuoteTerms = {
  routing_mode: "cheapest",
  sla_tier: "standard",
  privacy_tier: "standard",
  allowed_regions: ["global"],
  hosted_tools: [],
  max_price_micros: null,
  fee_basis_points: 590,
  assumed_output_tokens_per_item: 500,
};

/** Items of 500 tokens each. */
export function groupOf(
  models: string[],
  items = 1_000,
  change: Partial<WorkGroup> = {},
): WorkGroup {
  return {
    operation: "responses",
    models,
    items,
    input_tokens: items * 500,
    max_output_tokens: 0,
    items_without_max_output_tokens: items,
    ...change,
  };
}

/** What comes of quoting groups on other than the usual terms, states or lanes. */
export function judged(
  groups: WorkGroup[],
  terms: Partial<QuoteTerms> = {},
  states: LaneSnapshot = new Map(),
  catalog: Catalog = bundledCatalog,
): QuotedFigures {
  const models = new Map(
    groups
      .flatMap((group) => group.models)
      .map((slug) => {
        const model = catalog.findModel(slug);
        if (model === undefined) throw new Error(`${slug} is not in the catalog`);
        return [slug, model];
      }),
  );
  const work = { groups, models, basis: "estimate" } as const;
  return quoteWork(work, { ...standardTerms, ...terms }, states, now);
}

/** The same, for work that some lane takes. */
export function figuresOf(...args: Parameters<typeof judged>): QuoteFigures {
  const quoted = judged(...args);
  if (!quoted.ok) throw new Error("no lane takes the work");
  return quoted.figures;
}

/** The lanes on which the work would start. */
export function selectedOf({ quote_lanes }: QuoteFigures): QuoteLane[] {
  return quote_lanes.filter((lane) => lane.selected);
}

/** Why a lane takes no part; null when it does. */
export function rejectionOf(figures: QuoteFigures, laneId: string): QuoteLane["rejection"] {
  return figures.quote_lanes.find(({ lane_id }) => lane_id === laneId)?.rejection ?? null;
}
