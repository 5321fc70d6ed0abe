import * as z from "zod/mini";
import { BATCH_STATUSES } from "./batch-states.ts";
import { BatchId, Money, QuoteId, ReceiptId, Timestamp } from "./primitives.ts";

export const BatchStatusSchema = z.enum(BATCH_STATUSES);

/** What one lane has done of a batch, and for how much. */
export const BatchLane = z.object({
  lane_id: z.string(),
  provider: z.string(),
  model: z.string(),
  items: z.number(),
  completed: z.number(),
  failed: z.number(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  cost: Money,
});
export type BatchLane = z.output<typeof BatchLane>;

/** Items that went on from one lane to another. */
const PassedOn = z.object({
  lane_id: z.string().check(z.describe("The lane that they went on to.")),
  model: z.string(),
  items: z.number(),
  reasons: z
    .record(z.string(), z.number())
    .check(z.describe("How many items went on for each failure code.")),
});

/** How one lane took part in a batch. */
export const BatchLaneStory = z.object({
  lane_id: z.string(),
  display_name: z.string(),
  provider: z.string(),
  model: z.string(),
  planned_items: z.number().check(z.describe("Items that were to start on the lane.")),
  items: z.number().check(z.describe("Those, and the ones that came from other lanes.")),
  completed: z.number(),
  failed: z.number(),
  retries: z
    .number()
    .check(z.describe("Calls after the first for an item, in units that are done.")),
  passed_on: z.array(PassedOn),
  busy: z
    .array(z.object({ from: Timestamp, to: Timestamp }))
    .check(
      z.describe(
        "When it had units that are done by now, in order; times too near to each other to be told apart on the batch's time axis are one.",
      ),
    ),
  busy_seconds: z.number().check(z.describe("The sum of those times, without what lies between.")),
  cost: Money,
});
export type BatchLaneStory = z.output<typeof BatchLaneStory>;

/** What a provider has of a batch at this moment as batches of its own, of one model on one lane. */
export const UpstreamShare = z.object({
  lane_id: z.string(),
  model: z.string(),
  batches: z.number().check(z.describe("Batches at the provider, or on their way to it.")),
  items: z.number(),
  completed: z
    .number()
    .check(z.describe("Of these items, as the provider counts; nothing of them is delivered yet.")),
  failed: z.number(),
  since: z
    .nullable(Timestamp)
    .check(z.describe("When the provider took the first of them; null while it has none.")),
  next_look_at: Timestamp,
});
export type UpstreamShare = z.output<typeof UpstreamShare>;

/** The bill of a batch: what each lane cost, and what became of the credits that were reserved. */
export const BillingReceipt = z.object({
  batch_id: BatchId,
  quote_id: QuoteId,
  settled: z.boolean(),
  lines: z.array(BatchLane),
  provider_subtotal: Money,
  service_fee: Money,
  service_fee_percent: z.string(),
  total: Money,
  quoted_total: Money,
  reserved: Money,
  released: Money,
  rejected_lanes: z.array(
    z.object({ lane_id: z.string(), model: z.string(), code: z.string(), message: z.string() }),
  ),
});
export type BillingReceipt = z.output<typeof BillingReceipt>;

export const BATCH_EVENT_KINDS = [
  "status_changed",
  "lane_selected",
  "rung_climbed",
  "unit_retried",
  "upstream_begun",
  "upstream_ended",
  "cancel_requested",
  "settled",
] as const;

/** One line of a batch's timeline. */
export const BatchEvent = z.object({
  /** Counts from 1 within the batch. */
  sequence: z.number(),
  at: Timestamp,
  kind: z.enum(BATCH_EVENT_KINDS),
  status: z.nullable(BatchStatusSchema),
  lane_id: z.nullable(z.string()),
  message: z.string(),
});
export type BatchEvent = z.output<typeof BatchEvent>;

/** What became of one unit of work on one rung of the ladder. */
export const RouteReceipt = z.object({
  id: ReceiptId,
  /** The unit of work, counted from 0, and the items in it, counted from 0, the end excluded. */
  unit: z.number(),
  first_item: z.number(),
  end_item: z.number(),
  rung: z.number(),
  lane_id: z.string(),
  model: z.string(),
  items: z.number(),
  completed: z.number(),
  failed: z.number(),
  retries: z.number(),
  started_at: Timestamp,
  ended_at: Timestamp,
  outcome: z.enum(["done", "climbed", "failed", "cancelled", "expired"]),
  /** Why items went on to the next rung; null where none did. */
  next_rung_reason: z.nullable(z.string()),
});
export type RouteReceipt = z.output<typeof RouteReceipt>;
