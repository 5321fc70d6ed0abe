import type { BatchStatus } from "#contract/batch-states.ts";
import type { ManifestUrl } from "#contract/manifest/line-format.ts";
import type { OpenaiBatch } from "#contract/openai-batches.ts";
import { SLA_HOURS } from "#contract/quotes.ts";
import { findArtifact } from "#gateway/batches/artifact-store.ts";
import { type EndingTimes, listEndingTimes } from "#gateway/batches/event-store.ts";
import { type BatchLaneRow, listBatchLanes } from "#gateway/batches/lane-store.ts";
import type { BatchRow } from "#gateway/batches/store.ts";
import type { Queryable } from "#gateway/database/database.ts";
import { artifactFileId } from "./file-ids.ts";
import { unixSeconds } from "./unix-seconds.ts";

/** Batches in OpenAI's form, in the order given, with two queries however many they are. */
export async function batchObjects(
  queryable: Queryable,
  rows: readonly BatchRow[],
): Promise<OpenaiBatch[]> {
  const ids = rows.map((row) => row.id);
  const lanes = await listBatchLanes(queryable, ids);
  const times = await listEndingTimes(queryable, ids);
  return rows.map((row) => objectOf(row, lanes.get(row.id) ?? [], times.get(row.id) ?? NOT_ENDING));
}

/** One batch in OpenAI's form. */
export async function batchObject(queryable: Queryable, row: BatchRow): Promise<OpenaiBatch> {
  const [batch] = await batchObjects(queryable, [row]);
  if (batch === undefined) throw new TypeError("One row makes one batch");
  return batch;
}

const NOT_ENDING: EndingTimes = { cancelling_at: null, finalizing_at: null };

function objectOf(row: BatchRow, lanes: readonly BatchLaneRow[], times: EndingTimes): OpenaiBatch {
  const endedAt = (status: BatchStatus): number | null =>
    row.status === status ? unixSeconds(row.completed_at) : null;
  const fileId = (kind: "output" | "errors"): string | null =>
    findArtifact(row, kind) === undefined ? null : artifactFileId(row.id, kind);
  return {
    id: row.id,
    object: "batch",
    endpoint: row.endpoint ?? likelyEndpoint(row),
    model: onlyModel(row),
    errors: errorsOf(row),
    input_file_id: row.input_file_id,
    completion_window: `${SLA_HOURS[row.sla_tier]}h`,
    status: openaiStatus(row),
    output_file_id: fileId("output"),
    error_file_id: fileId("errors"),
    created_at: unixSeconds(row.created_at),
    in_progress_at: unixSeconds(row.started_at),
    expires_at: unixSeconds(row.sla_deadline),
    finalizing_at: unixSeconds(times.finalizing_at),
    completed_at: endedAt("completed"),
    failed_at: endedAt("failed"),
    expired_at: endedAt("expired"),
    cancelling_at: unixSeconds(times.cancelling_at),
    cancelled_at: endedAt("cancelled"),
    request_counts: { total: row.item_count, completed: row.completed, failed: row.failed },
    usage: usageOf(lanes),
    metadata: row.metadata,
  };
}

const STATUSES: Readonly<Record<BatchStatus, OpenaiBatch["status"]>> = {
  pending: "validating",
  queued: "validating",
  routing: "validating",
  dispatched: "in_progress",
  processing: "in_progress",
  completing: "finalizing",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
  expired: "expired",
};

/** The state of a batch in OpenAI's words, where being cancelled is a state of its own. */
export function openaiStatus({
  status,
  ending,
}: Pick<BatchRow, "status" | "ending">): OpenaiBatch["status"] {
  const word = STATUSES[status];
  return ending === "cancelled" && word !== "cancelled" ? "cancelling" : word;
}

/** Of a batch whose lines are for several endpoints, or that is older than the note of it: one that fits its work. */
function likelyEndpoint({ ladders }: BatchRow): ManifestUrl {
  return ladders[0]?.operation === "embeddings" ? "/v1/embeddings" : "/v1/chat/completions";
}

function onlyModel({ ladders }: BatchRow): string | null {
  const [model, ...others] = new Set(ladders.flatMap((ladder) => ladder.models));
  return model !== undefined && others.length === 0 ? model : null;
}

function errorsOf({ error_code, error_message }: BatchRow): OpenaiBatch["errors"] {
  if (error_code === null) return null;
  const error = { code: error_code, message: error_message ?? "", param: null, line: null };
  return { object: "list", data: [error] };
}

function usageOf(lanes: readonly BatchLaneRow[]): OpenaiBatch["usage"] {
  const sum = (tokens: (lane: BatchLaneRow) => bigint): number =>
    Number(lanes.reduce((total, lane) => total + tokens(lane), 0n));
  const input_tokens = sum((lane) => lane.input_tokens);
  const output_tokens = sum((lane) => lane.output_tokens);
  return {
    input_tokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input_tokens + output_tokens,
  };
}
