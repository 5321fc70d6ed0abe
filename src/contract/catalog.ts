import * as z from "zod/mini";
import { defineEndpoint, defineGroup } from "./endpoint.ts";
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

const BATCH_ADAPTERS = ["openai-batch", "anthropic-batch", "gemini-batch"] as const;

/** What carries out the work of a lane: this machine in a provider's stead, or a provider's API of this kind. */
export const LANE_ADAPTERS = [
  "sandbox",
  "chat-completions",
  "embeddings",
  ...BATCH_ADAPTERS,
] as const;

/** Whether a lane of this kind is handed whole batches, and not called once per item. */
export function isBatchAdapter(adapter: (typeof LANE_ADAPTERS)[number]): boolean {
  return BATCH_ADAPTERS.some((name) => name === adapter);
}

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
  /** The day the price was read, YYYY-MM-DD; null where it is the word of who runs the gateway. */
  read_on: z.nullable(z.string()),
  /** The page where it can be checked, or who says it. */
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
  adapter: z
    .enum(LANE_ADAPTERS)
    .check(
      z.describe(
        "What carries out the lane's work: `sandbox` is this machine in a provider's stead, all else the provider's API of this kind.",
      ),
    ),
  privacy_tiers: z.array(PrivacyTier),
  hosted_tools: z.array(z.string()),
  completion_window: z.string(),
  health: LaneHealth,
  health_reason: z
    .nullable(z.string())
    .check(z.describe("Why the lane is not healthy, in a sentence; null where it is.")),
  health_since: z
    .nullable(Timestamp)
    .check(z.describe("Since when its breaker is not closed; null where it is.")),
  models: z.number(),
  /** Items that are planned on this lane and not done. */
  backlog_items: z.number(),
  success_rate: z
    .nullable(z.number())
    .check(
      z.describe(
        "The share that succeeds, from 0 to 1: of a provider's calls in the last hour, of a sandbox lane's latest items. Null until something has run.",
      ),
    ),
  items_per_second: z.nullable(z.number()),
  latency_ms: z
    .nullable(z.object({ median: z.number(), p95: z.number() }))
    .check(
      z.describe(
        "Of the calls that a provider answered in the last hour; null while they are fewer than 20, and for a sandbox lane, which plays what it is told.",
      ),
    ),
  measured_calls: z
    .number()
    .check(z.describe("A provider's calls of the last hour that say something of the lane.")),
  breaker: z
    .enum(["closed", "open", "half_open"])
    .check(
      z.describe(
        "Open: the lane failed too often and is not called. Half open: one call tries it out.",
      ),
    ),
  tried_again_at: z
    .nullable(Timestamp)
    .check(z.describe("When a lane whose breaker is open is tried again; null otherwise.")),
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

/** What a process of the gateway does: `api` answers requests, `worker` runs jobs, `all` does both. */
export const PROCESS_ROLES = ["all", "api", "worker"] as const;
const ProcessRole = z.enum(PROCESS_ROLES);
export type ProcessRole = z.output<typeof ProcessRole>;

const DATABASE_ENGINES = ["pglite", "postgres"] as const;
const STORAGE_KINDS = ["local", "s3"] as const;

/** What is optional is left out by gateways of before. */
export const Health = z.object({
  status: z.enum(["ok", "draining"]),
  version: z.string(),
  instance_id: z
    .string()
    .check(
      z.describe(
        "Tells an emptied or replaced gateway from a missing batch. On the embedded database it changes with every start and reset; on PostgreSQL it is the same for all processes and changes with a reset alone.",
      ),
    ),
  process_id: z.optional(
    z.string().check(z.describe("Of the process that answered; another one after each start.")),
  ),
  role: z.optional(
    ProcessRole.check(
      z.describe(
        "What that process does: `api` answers requests, `worker` runs jobs, `all` does both.",
      ),
    ),
  ),
  live: z.optional(z.boolean().check(z.describe("True: a process that is not answers nothing."))),
  ready: z.optional(
    z
      .boolean()
      .check(
        z.describe(
          "Whether requests should be sent to it: its database answers, is migrated, and it is not draining.",
        ),
      ),
  ),
  not_ready_reason: z.optional(
    z.nullable(z.string()).check(z.describe("Why it is not ready; null when it is.")),
  ),
  database: z.optional(z.enum(DATABASE_ENGINES).check(z.describe("The engine it keeps state in."))),
  storage: z.optional(z.enum(STORAGE_KINDS).check(z.describe("Where it keeps artifacts."))),
  mode: z.enum(["local", "hosted"]),
  now: Timestamp,
  started_at: Timestamp.check(z.describe("When the process that answered was started.")),
});
export type Health = z.output<typeof Health>;

export const catalog = defineGroup("catalog", {
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
        /** The newest day on which a price was read; null where none has such a day. */
        pricing_updated_at: z.nullable(Timestamp),
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
    unlimited: true,
  }),
  checkLive: defineEndpoint({
    method: "GET",
    path: "/v1/health/live",
    summary: "Probe whether the process turns; asks nothing else",
    auth: { kind: "none" },
    answer: { kind: "json", status: 200, schema: z.object({ live: z.literal(true) }) },
    unlimited: true,
  }),
  checkReady: defineEndpoint({
    method: "GET",
    path: "/v1/health/ready",
    summary: "Probe whether requests should be sent to this process; 503 with the reason when not",
    auth: { kind: "none" },
    answer: { kind: "json", status: 200, schema: z.object({ ready: z.literal(true) }) },
    unlimited: true,
  }),
});
