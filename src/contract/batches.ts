import * as z from "zod/mini";
import {
  BatchEvent,
  BatchLane,
  BatchLaneStory,
  BatchStatusSchema,
  BillingReceipt,
  RouteReceipt,
  UpstreamShare,
} from "./batch-records.ts";
import { PrivacyTier } from "./catalog.ts";
import { defineEndpoint, defineGroup } from "./endpoint.ts";
import {
  BatchId,
  FileId,
  Metadata,
  Money,
  pageOf,
  PageQuery,
  pageQuery,
  QuoteId,
  RunId,
  Text,
  Timestamp,
} from "./primitives.ts";
import { InlineItem, PricingEstimate, RoutingMode, SlaTier } from "./quotes.ts";
import { WebhookInput } from "./webhook-events.ts";

export type { BatchEvent, BatchLaneStory, BillingReceipt, RouteReceipt };

export const CreateBatchBody = z
  .strictObject({
    quote_id: QuoteId,
    items: z.optional(z.array(InlineItem).check(z.minLength(1), z.maxLength(10_000))),
    input_file_id: z.optional(FileId),
    webhook: z.optional(WebhookInput),
    metadata: z.optional(Metadata),
    parent_batch_id: z.optional(BatchId),
    routing_mode: z.optional(RoutingMode),
    sla_tier: z.optional(SlaTier),
    privacy_tier: z.optional(PrivacyTier),
    allowed_regions: z.optional(z.array(z.string())),
  })
  .check(
    z.refine(
      ({ items, input_file_id }) => (items === undefined) !== (input_file_id === undefined),
      {
        path: ["input_file_id"],
        message: "Give exactly one of items and input_file_id",
      },
    ),
  );
export type CreateBatchBody = z.output<typeof CreateBatchBody>;

export const BatchCounts = z.object({
  total: z.number(),
  completed: z.number(),
  failed: z.number(),
  cancelled: z.number(),
});
export type BatchCounts = z.output<typeof BatchCounts>;

export const Batch = z.object({
  id: BatchId,
  object: z.literal("batch"),
  run_id: z
    .nullable(RunId)
    .check(z.describe("The workflow run whose step it is; null for a batch of its own.")),
  status: BatchStatusSchema,
  /** Cancelling was asked for and running units are being stopped. */
  cancel_requested: z.boolean(),
  quote_id: QuoteId,
  input_file_id: FileId,
  item_count: z.number(),
  counts: BatchCounts,
  /** Items that a lane has in hand at this moment. */
  running_items: z.number(),
  routing_mode: RoutingMode,
  sla_tier: SlaTier,
  privacy_tier: PrivacyTier,
  allowed_regions: z.array(z.string()),
  pricing_estimate: PricingEstimate,
  /** Spent so far, the fee included; final once the batch is terminal. */
  cost: Money,
  lanes: z.array(BatchLane),
  upstream: z.optional(z.array(UpstreamShare)),
  created_at: Timestamp,
  started_at: z.nullable(Timestamp),
  completed_at: z.nullable(Timestamp),
  sla_deadline: Timestamp,
  output_file_url: z.nullable(z.string()),
  error_file_url: z.nullable(z.string()),
  webhook: z.nullable(z.object({ url: z.string(), events: z.array(z.string()) })),
  parent_batch_id: z.nullable(BatchId),
  metadata: Metadata,
  error: z.nullable(z.object({ code: z.string(), message: z.string() })),
  billing_receipt: z.optional(BillingReceipt),
});
export type Batch = z.output<typeof Batch>;

/** The create answer alone also carries a signing secret that was made for the caller. */
export const CreatedBatch = z.extend(Batch, {
  webhook: z.nullable(
    z.object({ url: z.string(), events: z.array(z.string()), secret: z.optional(z.string()) }),
  ),
});

/** How an item was served: which lane had the last word on it, and what that took and cost. */
export const ItemFacts = z.object({
  lane_id: z.string(),
  provider: z.string(),
  model: z.string(),
  rung: z.number().check(z.describe("The step of the ladder, counted from 1.")),
  attempts: z.number().check(z.describe("Calls to providers, over all rungs.")),
  latency_ms: z
    .number()
    .check(z.describe("From the first attempt to the end, the waits between attempts included.")),
  cost: Money.check(
    z.describe(
      "At the locked rates, without the fee. Over all items it sums to the bill's `provider_subtotal`, unless the bill was brought down to its ceiling.",
    ),
  ),
});
export type ItemFacts = z.output<typeof ItemFacts>;

export const ResultRow = z.object({
  id: z.string().check(z.describe("Ends in the item's place in the input, counted from 0.")),
  custom_id: z.string(),
  customer_item_id: z.string(),
  response: z.nullable(
    z.object({ status_code: z.number(), request_id: z.string(), body: z.unknown() }),
  ),
  error: z
    .nullable(z.object({ code: z.string(), message: z.string() }))
    .check(
      z.describe(
        "Why the item has no answer; `result_unreadable` where the gateway cannot read it any more, and the rest of the list goes on.",
      ),
    ),
  batchrouter: z
    ._default(z.nullable(ItemFacts), null)
    .check(
      z.describe(
        "How it was served, beside the OpenAI shape; null for an item that no lane was asked for, and in files older than the field.",
      ),
    ),
});
export type ResultRow = z.output<typeof ResultRow>;

const ARTIFACT_KINDS = ["output", "errors"] as const;
export type ArtifactKind = (typeof ARTIFACT_KINDS)[number];

const params = z.object({ id: BatchId });

export const batches = defineGroup("batches", {
  create: defineEndpoint({
    method: "POST",
    path: "/v1/batches",
    summary: "Submit a batch on a locked quote",
    auth: { kind: "either", permission: "submit" },
    body: { kind: "json", schema: CreateBatchBody },
    answer: { kind: "json", status: 201, schema: z.object({ batch: CreatedBatch }) },
    errors: [
      "quota_exceeded",
      "preflight_failed",
      "insufficient_credits",
      "spend_cap_exceeded",
      "not_found",
      "quote_expired",
      "quote_used",
    ],
    requiresIdempotencyKey: true,
    changes: ["batches", "accounts", "quotes", "files"],
  }),
  list: defineEndpoint({
    method: "GET",
    path: "/v1/batches",
    summary: "List batches, newest first",
    auth: { kind: "either", permission: "read" },
    query: pageQuery({
      status: z.optional(BatchStatusSchema),
      created_after: z.optional(Timestamp),
      /** `key:value`, or as `metadata[key]=value`. */
      metadata: z.optional(z.record(Text, Text)),
      parent_batch_id: z.optional(BatchId),
    }),
    answer: { kind: "json", status: 200, schema: pageOf(Batch) },
    cached: true,
  }),
  get: defineEndpoint({
    method: "GET",
    path: "/v1/batches/{id}",
    summary: "Get a batch",
    auth: { kind: "either", permission: "read" },
    params,
    query: z.strictObject({ include_billing_receipt: z.optional(z.stringbool()) }),
    answer: { kind: "json", status: 200, schema: Batch },
    cached: true,
  }),
  cancel: defineEndpoint({
    method: "POST",
    path: "/v1/batches/{id}/cancel",
    summary: "Cancel a batch; what had finished is kept, delivered and charged",
    auth: { kind: "either", permission: "cancel" },
    params,
    answer: { kind: "json", status: 200, schema: Batch },
    errors: ["batch_terminal"],
    changes: ["batches", "accounts"],
  }),
  results: defineEndpoint({
    method: "GET",
    path: "/v1/batches/{id}/results",
    summary: "List results in input order, also while the batch runs",
    auth: { kind: "either", permission: "read" },
    params,
    query: pageQuery({
      status: z.optional(z.enum(["completed", "failed"])),
      customer_item_id: z.optional(z.string().check(z.maxLength(256))),
      from_item: z
        .optional(z.coerce.number<number>().check(z.int(), z.gte(0), z.lte(999_999_999)))
        .check(
          z.describe(
            "Where the first page starts: an item's place in the input, counted from 0. A cursor goes before it.",
          ),
        ),
    }),
    answer: { kind: "json", status: 200, schema: pageOf(ResultRow) },
    cached: true,
  }),
  artifactUrl: defineEndpoint({
    method: "GET",
    path: "/v1/batches/{id}/artifact-url",
    summary: "Get a signed link to the output or error file",
    auth: { kind: "either", permission: "read" },
    params,
    query: z.strictObject({ kind: z._default(z.enum(ARTIFACT_KINDS), "output") }),
    answer: {
      kind: "json",
      status: 200,
      schema: z.object({ url: z.string(), expires_at: Timestamp }),
    },
    errors: ["conflict"],
  }),
  artifact: defineEndpoint({
    method: "GET",
    path: "/v1/artifacts/{id}/{kind}",
    summary: "Download an artifact by its signed link",
    auth: { kind: "none" },
    params: z.object({ id: BatchId, kind: z.enum(ARTIFACT_KINDS) }),
    query: z.strictObject({
      /** Unix seconds. */
      expires: z.coerce.number<number>().check(z.int()),
      signature: z.string().check(z.maxLength(200)),
    }),
    answer: {
      kind: "bytes",
      status: 200,
      contentType: "application/x-ndjson",
      mayRedirect: true,
    },
    errors: ["permission_denied"],
  }),
  events: defineEndpoint({
    method: "GET",
    path: "/v1/batches/{id}/events",
    summary: "List a batch's timeline: every status change and lane decision",
    auth: { kind: "either", permission: "read" },
    params,
    query: PageQuery,
    answer: { kind: "json", status: 200, schema: pageOf(BatchEvent) },
    cached: true,
  }),
  routeReceipts: defineEndpoint({
    method: "GET",
    path: "/v1/batches/{id}/route-receipts",
    summary: "List route receipts: one per unit of work and rung",
    auth: { kind: "either", permission: "read" },
    params,
    query: PageQuery,
    answer: { kind: "json", status: 200, schema: pageOf(RouteReceipt) },
    cached: true,
  }),
  lanes: defineEndpoint({
    method: "GET",
    path: "/v1/batches/{id}/lanes",
    summary: "Tell how each lane took part: what it did, passed on and why, and when it was busy",
    auth: { kind: "either", permission: "read" },
    params,
    answer: { kind: "json", status: 200, schema: z.object({ data: z.array(BatchLaneStory) }) },
    cached: true,
  }),
  billingReceipt: defineEndpoint({
    method: "GET",
    path: "/v1/batches/{id}/billing-receipt",
    summary: "Get the bill: lines per lane, fee, reserved, released",
    auth: { kind: "either", permission: "read" },
    params,
    answer: { kind: "json", status: 200, schema: BillingReceipt },
    cached: true,
  }),
});
