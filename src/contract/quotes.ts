import * as z from "zod/mini";
import { Operation, PrivacyTier } from "./catalog.ts";
import { defineEndpoint, defineGroup } from "./endpoint.ts";
import { FileId, Money, QuoteId, Timestamp } from "./primitives.ts";

/** How long a quote's rates are locked. */
export const QUOTE_LOCK_SECONDS = 600;

/** Our fee on the provider subtotal, in hundredths of a percent: 590 is 5.90 %. */
export const FEE_BASIS_POINTS = { model: 590, workflow: 1180 } as const;

export const ROUTING_MODES = ["cheapest", "fastest", "sla_aware", "balanced"] as const;
export const RoutingMode = z.enum(ROUTING_MODES);
export type RoutingMode = z.output<typeof RoutingMode>;

/** The tiers and the hours within which each promises to end. */
export const SLA_HOURS = { standard: 24, flex: 48, priority: 4 } as const;
export const SLA_TIERS = ["standard", "flex", "priority"] as const;
export const SlaTier = z.enum(SLA_TIERS);
export type SlaTier = z.output<typeof SlaTier>;

/** What a tier does to the lanes' rates, in percent: flex waits longer and pays less, priority goes first and pays more. */
export const SLA_RATE_PERCENT = {
  standard: 100,
  flex: 90,
  priority: 150,
} as const satisfies Record<SlaTier, number>;

const Slug = z.string().check(z.minLength(1), z.maxLength(200));
const Regions = z
  .array(z.string().check(z.minLength(1), z.maxLength(40)))
  .check(z.minLength(1), z.maxLength(20));
const TokensPerItem = z.number().check(z.int(), z.gte(1), z.lte(2_000_000));
const ItemCount = z.number().check(z.int(), z.gte(1), z.lte(1_000_000));

/** An inline item: the validator of `manifest/` checks what is in it, with the same words as for a file's line. */
export const InlineItem = z.record(z.string(), z.unknown());

export const ModelQuoteBody = z
  .strictObject({
    model: z.optional(Slug),
    /** Ordered; any of them is acceptable. */
    models: z.optional(z.array(Slug).check(z.minLength(1), z.maxLength(20))),
    routing_mode: z._default(RoutingMode, "cheapest"),
    estimated_items: z.optional(ItemCount),
    items: z.optional(z.array(InlineItem).check(z.minLength(1), z.maxLength(10_000))),
    input_file_id: z.optional(FileId),
    operation: z.optional(Operation),
    task: z.optional(Operation),
    sla_tier: z._default(SlaTier, "standard"),
    privacy_tier: z._default(PrivacyTier, "standard"),
    allowed_regions: z._default(Regions, ["global"]),
    hosted_tools: z.optional(z.array(z.string()).check(z.maxLength(20))),
    max_price: z.optional(Money),
    estimated_input_tokens_per_item: z.optional(TokensPerItem),
    estimated_output_tokens_per_item: z.optional(TokensPerItem),
  })
  .check(
    z.refine(({ model, models }) => model === undefined || models === undefined, {
      path: ["model"],
      message: "Give model or models, not both",
    }),
    z.refine(
      ({ model, models, items, input_file_id }) =>
        model !== undefined ||
        models !== undefined ||
        items !== undefined ||
        input_file_id !== undefined,
      { path: ["models"], message: "Name at least one model" },
    ),
    z.refine(
      ({ operation, task }) => operation === undefined || task === undefined || operation === task,
      {
        path: ["task"],
        message: "operation and task are two names of one thing; give one",
      },
    ),
    z.refine(
      ({ estimated_items, items, input_file_id }) =>
        [estimated_items, items, input_file_id].filter((work) => work !== undefined).length >= 1,
      {
        path: ["estimated_items"],
        message: "Say the work: estimated_items, items or input_file_id",
      },
    ),
    z.refine(({ items, input_file_id }) => items === undefined || input_file_id === undefined, {
      path: ["input_file_id"],
      message: "Give items or input_file_id, not both",
    }),
  );
export type ModelQuoteBody = z.output<typeof ModelQuoteBody>;

export const PricingEstimate = z.object({
  provider_subtotal: Money,
  service_fee: Money,
  service_fee_percent: z.string(),
  total: Money,
  input_tokens: z.number(),
  output_tokens: z.number(),
  /** What the figures stand on: real items, a real file, or the numbers that the caller guessed. */
  basis: z.enum(["items", "file", "estimate"]),
});
export type PricingEstimate = z.output<typeof PricingEstimate>;

const LANE_REJECTIONS = [
  "operation_not_offered",
  "region_not_allowed",
  "privacy_not_offered",
  "hosted_tool_missing",
  "not_expressible",
  "context_too_small",
  "lane_down",
  "deadline_not_reachable",
  "over_max_price",
  "more_expensive",
  "slower",
  "lower_score",
] as const;

/** What the lanes were compared by, beside the cost; quotes of before have none. */
const QuoteLaneFigures = z.object({
  expected_seconds: z
    .number()
    .check(z.describe("Until the work would be done, what is planned before it included.")),
  late_seconds: z
    .number()
    .check(
      z.describe(
        "The same if it goes as slowly as one time in twenty; the deadline is held against it.",
      ),
    ),
  success_rate: z.number().check(z.describe("The share of calls that succeed, from 0 to 1.")),
  measured_calls: z
    .nullable(z.number())
    .check(
      z.describe(
        "Over how many calls the speed was measured; null where it is as the catalog expects.",
      ),
    ),
});

/**
 * One lane's verdict. `selected` is where the work starts; `ladder_rank` counts from 1 along the lanes that it would
 * climb down to, the selected one included; null means that the lane takes no part, and `rejection` says why.
 */
export const QuoteLane = z.object({
  lane_id: z.string(),
  display_name: z.string(),
  provider: z.string(),
  model: z.string(),
  region: z.string(),
  selected: z.boolean(),
  ladder_rank: z.nullable(z.number()),
  estimated_cost: Money,
  estimated_completion_at: Timestamp,
  /** Each from 0 (worst of the candidates) to 1 (best). */
  score: z.object({ price: z.number(), success_rate: z.number(), backlog: z.number() }),
  figures: z.optional(QuoteLaneFigures),
  rejection: z.nullable(z.object({ code: z.enum(LANE_REJECTIONS), message: z.string() })),
});
export type QuoteLane = z.output<typeof QuoteLane>;

/** The quote's tokens and price for one model (QU3: what each part of the price stands on). */
export const QuoteModelLine = z.object({
  model: z.string(),
  items: z.number(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  input_cost: Money,
  output_cost: Money,
});

export const Quote = z.object({
  quote_id: QuoteId,
  kind: z.enum(["model", "workflow"]),
  status: z.enum(["open", "used", "expired"]),
  created_at: Timestamp,
  expires_at: Timestamp,
  routing_mode: RoutingMode,
  sla_tier: SlaTier,
  privacy_tier: PrivacyTier,
  allowed_regions: z.array(z.string()),
  item_count: z.number(),
  models: z.array(z.string()),
  input_file_id: z.nullable(FileId),
  batch_id: z.nullable(z.string()),
  pricing_estimate: PricingEstimate,
  model_lines: z.array(QuoteModelLine),
  quote_lanes: z.array(QuoteLane),
});
export type Quote = z.output<typeof Quote>;

/** The work priced on one combination of routing mode and tiers; nothing is locked. */
export const ComparedQuote = z.object({
  routing_mode: RoutingMode,
  sla_tier: SlaTier,
  privacy_tier: PrivacyTier,
  total: z
    .nullable(Money)
    .check(
      z.describe(
        "What a quote on these terms would come to now, the fee included; null where no lane can take the work.",
      ),
    ),
  estimated_completion_at: z
    .nullable(Timestamp)
    .check(
      z.describe(
        "When the last selected lane would be done; null where no lane can take the work.",
      ),
    ),
  selected_lanes: z
    .array(z.object({ lane_id: z.string(), display_name: z.string(), model: z.string() }))
    .check(z.describe("Where the work would start.")),
  rejection: z
    .nullable(z.object({ code: z.string(), message: z.string() }))
    .check(
      z.describe(
        "Why there is no such quote: the reason that all lanes share, or `no_lane` where they have several.",
      ),
    ),
});
export type ComparedQuote = z.output<typeof ComparedQuote>;

export const quotes = defineGroup("quotes", {
  createForModel: defineEndpoint({
    method: "POST",
    path: "/v1/quotes/model",
    summary: "Lock a quote for a model batch",
    auth: { kind: "either", permission: "quote" },
    body: { kind: "json", schema: ModelQuoteBody },
    answer: { kind: "json", status: 201, schema: Quote },
    errors: ["preflight_failed", "not_found"],
    changes: ["quotes"],
  }),
  compare: defineEndpoint({
    method: "POST",
    path: "/v1/quotes/model/compare",
    summary: "Price the work in every routing mode and tier at once; locks nothing",
    auth: { kind: "either", permission: "quote" },
    /** As for a quote; the routing mode and the tiers that it names are not looked at. */
    body: { kind: "json", schema: ModelQuoteBody },
    answer: {
      kind: "json",
      status: 200,
      schema: z.object({
        compared_at: Timestamp.check(z.describe("The moment of which the figures are.")),
        data: z
          .array(ComparedQuote)
          .check(z.describe("Every combination of routing mode and tiers, once.")),
      }),
    },
    errors: ["preflight_failed", "not_found"],
  }),
  createForWorkflow: defineEndpoint({
    method: "POST",
    path: "/v1/quotes/workflow",
    summary: "Lock a quote for workflow runs",
    auth: { kind: "either", permission: "quote" },
    body: {
      kind: "json",
      schema: z.strictObject({
        /** `slug@vN` */
        workflow: z
          .string()
          .check(z.regex(/^[a-z0-9-]+@v\d+$/, "Expected slug@vN, like agent-main-thread@v1")),
        estimated_items: ItemCount,
        model: z.optional(Slug),
      }),
    },
    answer: { kind: "json", status: 201, schema: Quote },
    errors: ["preflight_failed", "not_found"],
    changes: ["quotes"],
  }),
  get: defineEndpoint({
    method: "GET",
    path: "/v1/quotes/{quote_id}",
    summary: "Get a quote",
    auth: { kind: "either", permission: "quote" },
    params: z.object({ quote_id: QuoteId }),
    answer: { kind: "json", status: 200, schema: Quote },
    cached: true,
  }),
});
