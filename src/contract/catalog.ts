import * as z from "zod/mini";
import { defineEndpoint } from "./endpoint.ts";
import { Money, Timestamp } from "./primitives.ts";

/** On every answer: the `instance_id` that health tells too, so that a restart is noticed without asking. */
export const INSTANCE_HEADER = "x-batchrouter-instance";

export const OPERATIONS = ["responses", "embeddings", "vision"] as const;
export const Operation = z.enum(OPERATIONS);
export type Operation = z.output<typeof Operation>;

export const PRIVACY_TIERS = ["standard", "zero_retention"] as const;
export const PrivacyTier = z.enum(PRIVACY_TIERS);
export type PrivacyTier = z.output<typeof PrivacyTier>;

export const LaneHealth = z.enum(["healthy", "degraded", "down"]);
export type LaneHealth = z.output<typeof LaneHealth>;

/** A decimal string of US dollars per million tokens, as providers print it. */
const PricePerMillion = z.string();

export const ProviderOffering = z.object({
  lane_id: z.string(),
  provider: z.string(),
  region: z.string(),
  privacy_tiers: z.array(PrivacyTier),
  /** The provider's public base rate, without our fee and before `batch_discount`. */
  input_price_per_million: PricePerMillion,
  output_price_per_million: PricePerMillion,
  /** The part of the base rate that falls away for batches: "0.50" is half. */
  batch_discount: z.string(),
  hosted_tools: z.array(z.string()),
  completion_window: z.string(),
  health: LaneHealth,
  /** The day the price was read, YYYY-MM-DD. */
  read_on: z.string(),
  source: z.string(),
  /** Whether the price stood in a copy of the source when it was read; otherwise it is from general knowledge. */
  confirmed: z.boolean(),
});

export const CatalogModel = z.object({
  slug: z.string(),
  /** Other names that an input line or a quote may use for it. */
  aliases: z.array(z.string()),
  display_name: z.string(),
  provider: z.string(),
  operations: z.array(Operation),
  context_window: z.number(),
  max_input_tokens: z.number(),
  max_output_tokens: z.number(),
  provider_offerings: z.array(ProviderOffering),
});
export type CatalogModel = z.output<typeof CatalogModel>;

export const LaneState = z.object({
  lane_id: z.string(),
  display_name: z.string(),
  provider: z.string(),
  region: z.string(),
  adapter: z.string(),
  privacy_tiers: z.array(PrivacyTier),
  hosted_tools: z.array(z.string()),
  completion_window: z.string(),
  health: LaneHealth,
  models: z.number(),
  /** Items that are planned on this lane and not done. */
  backlog_items: z.number(),
  /** Over its latest units; null until something has run. */
  success_rate: z.nullable(z.number()),
  items_per_second: z.nullable(z.number()),
  breaker: z.enum(["closed", "open", "half_open"]),
});
export type LaneState = z.output<typeof LaneState>;

export const WorkflowProduct = z.object({
  slug: z.string(),
  version: z.string(),
  display_name: z.string(),
  description: z.string(),
  fee_percent: z.string(),
  default_model: z.string(),
  example_total: Money,
});
export type WorkflowProduct = z.output<typeof WorkflowProduct>;

export const Health = z.object({
  status: z.enum(["ok", "draining"]),
  version: z.string(),
  /** Changes with every start, so that a restarted gateway is told from a missing batch. */
  instance_id: z.string(),
  mode: z.enum(["local", "hosted"]),
  now: Timestamp,
  started_at: Timestamp,
});
export type Health = z.output<typeof Health>;

export const catalog = {
  listModels: defineEndpoint({
    method: "GET",
    path: "/v1/catalog/models",
    summary: "List models with their offerings and prices",
    auth: { kind: "none" },
    query: z.strictObject({
      operation: z.optional(Operation),
      provider: z.optional(z.string()),
      hosted_tool: z.optional(z.string()),
    }),
    answer: {
      kind: "json",
      status: 200,
      schema: z.object({
        data: z.array(CatalogModel),
        provider_count: z.number(),
        pricing_updated_at: Timestamp,
      }),
    },
    cached: true,
  }),
  listWorkflowProducts: defineEndpoint({
    method: "GET",
    path: "/v1/catalog/workflow-products",
    summary: "List workflow products",
    auth: { kind: "none" },
    answer: { kind: "json", status: 200, schema: z.object({ data: z.array(WorkflowProduct) }) },
    cached: true,
  }),
  getWorkflowProduct: defineEndpoint({
    method: "GET",
    path: "/v1/catalog/workflow-products/{slug}",
    summary: "Get a workflow product",
    auth: { kind: "none" },
    params: z.object({ slug: z.string() }),
    answer: { kind: "json", status: 200, schema: WorkflowProduct },
    errors: ["not_found"],
  }),
  listLanes: defineEndpoint({
    method: "GET",
    path: "/v1/lanes",
    summary: "List the configured lanes with health, speed and backlog",
    auth: { kind: "either", permission: "read" },
    answer: { kind: "json", status: 200, schema: z.object({ data: z.array(LaneState) }) },
  }),
  health: defineEndpoint({
    method: "GET",
    path: "/v1/health",
    summary: "Tell whether the gateway is up, and which one it is",
    auth: { kind: "none" },
    answer: { kind: "json", status: 200, schema: Health },
  }),
};
