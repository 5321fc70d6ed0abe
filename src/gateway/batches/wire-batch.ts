import type { BatchLane, UpstreamShare } from "#contract/batch-records.ts";
import type { Batch } from "#contract/batches.ts";
import { toMoney } from "#contract/primitives.ts";
import type { Clock } from "#gateway/clock.ts";
import type { Queryable } from "#gateway/database/database.ts";
import type { AttachedWebhook, WebhookOutbox } from "#gateway/webhooks/webhook-outbox.ts";
import { type ArtifactLinks, linkExpiry } from "./artifact-links.ts";
import { type Bill, billOf } from "./bill.ts";
import { type BatchLaneRow, listBatchLanes } from "./lane-store.ts";
import type { BatchRow } from "./store.ts";
import { listUpstreamShares, type UpstreamShareRow } from "./upstream-store.ts";
import { countRunningItems } from "./unit-store.ts";

export interface WireDependencies {
  clock: Clock;
  links: ArtifactLinks;
  webhooks: WebhookOutbox;
}

/** Batches as the API shows them, in the order given, with five queries however many they are. */
export async function batchesOnWire(
  queryable: Queryable,
  rows: readonly BatchRow[],
  { clock, links, webhooks }: WireDependencies,
): Promise<Batch[]> {
  const ids = rows.map((row) => row.id);
  const lanes = await listBatchLanes(queryable, ids);
  const running = await countRunningItems(queryable, ids);
  const upstream = await listUpstreamShares(queryable, ids);
  const attached = await webhooks.describe(queryable, ids);
  return rows.map((row) =>
    batchOnWire(row, {
      lanes: lanes.get(row.id) ?? [],
      running_items: running.get(row.id) ?? 0,
      upstream: upstream.get(row.id) ?? [],
      webhook: attached.get(row.id) ?? null,
      ...artifactUrls(row, links, clock.now()),
    }),
  );
}

/** One batch as the API shows it. */
export async function singleBatchOnWire(
  queryable: Queryable,
  row: BatchRow,
  dependencies: WireDependencies,
): Promise<Batch> {
  const [batch] = await batchesOnWire(queryable, [row], dependencies);
  if (batch === undefined) throw new TypeError("One row makes one batch");
  return batch;
}

/**
 * What tells one look of a batch from another: it changes with every change that a client can see, and once a day
 * with the links of a batch that has ended.
 */
export function batchVersion(
  row: Pick<BatchRow, "id" | "version" | "completed_at">,
  now: Date,
): string {
  const expiry = row.completed_at === null ? "" : `-${linkExpiry(row.completed_at, now).getTime()}`;
  return `${row.id}-${row.version}${expiry}`;
}

/** The bill of a batch for what it has used so far. */
export function billOfBatch(row: BatchRow, lanes: readonly BatchLaneRow[]): Bill {
  return billOf(lanes, row.fee_basis_points, row.reserved_micros);
}

/** The lanes that have or had items of a batch, with what each has cost, as the API shows them. */
export function lanesOnWire(lanes: readonly BatchLaneRow[], bill: Bill): BatchLane[] {
  const wire = lanes.map((lane, at) => ({
    lane_id: lane.lane_id,
    provider: lane.provider,
    model: lane.model,
    items: lane.items,
    completed: lane.completed,
    failed: lane.failed,
    input_tokens: Number(lane.input_tokens),
    output_tokens: Number(lane.output_tokens),
    cost: toMoney(bill.lines[at] ?? 0n),
  }));
  return wire.filter((lane) => lane.items > 0);
}

function shareOnWire(share: UpstreamShareRow): UpstreamShare {
  const { lane_id, model, batches, items, completed, failed, since, next_look_at } = share;
  return {
    lane_id,
    model,
    batches,
    items,
    completed,
    failed,
    since: since?.toISOString() ?? null,
    next_look_at: next_look_at.toISOString(),
  };
}

interface ArtifactUrls {
  output_file_url: string | null;
  error_file_url: string | null;
}

/** The links that a batch shows once it has ended; null for a file that would be empty. */
export function artifactUrls(row: BatchRow, links: ArtifactLinks, now: Date): ArtifactUrls {
  const { id, completed_at } = row;
  if (completed_at === null) return { output_file_url: null, error_file_url: null };
  const expires = linkExpiry(completed_at, now);
  return {
    output_file_url: row.output_name === null ? null : links.linkTo(id, "output", expires),
    error_file_url: row.error_name === null ? null : links.linkTo(id, "errors", expires),
  };
}

interface Surroundings extends ArtifactUrls {
  lanes: readonly BatchLaneRow[];
  running_items: number;
  upstream: readonly UpstreamShareRow[];
  webhook: AttachedWebhook | null;
}

function batchOnWire(row: BatchRow, around: Surroundings): Batch {
  const bill = billOfBatch(row, around.lanes);
  return {
    id: row.id,
    object: "batch",
    run_id: row.run_id,
    status: row.status,
    cancel_requested: row.ending === "cancelled",
    quote_id: row.quote_id,
    input_file_id: row.input_file_id,
    item_count: row.item_count,
    counts: {
      total: row.item_count,
      completed: row.completed,
      failed: row.failed,
      cancelled: row.cancelled,
    },
    running_items: around.running_items,
    routing_mode: row.routing_mode,
    sla_tier: row.sla_tier,
    privacy_tier: row.privacy_tier,
    allowed_regions: row.allowed_regions,
    pricing_estimate: row.pricing_estimate,
    cost: toMoney(bill.total),
    lanes: lanesOnWire(around.lanes, bill),
    upstream: around.upstream.map(shareOnWire),
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    completed_at: row.completed_at?.toISOString() ?? null,
    sla_deadline: row.sla_deadline.toISOString(),
    output_file_url: around.output_file_url,
    error_file_url: around.error_file_url,
    webhook: around.webhook,
    parent_batch_id: row.parent_batch_id,
    metadata: row.metadata,
    error:
      row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? "" },
  };
}
