import type { UpstreamCounts, UpstreamState } from "../batch-lane.ts";
import { countOf, recordOf, textOf } from "../translate/answer.ts";

// https://docs.anthropic.com/en/api/retrieving-message-batches

/** A batch at the provider, as far as its lane asks. */
export interface BatchObject {
  id: string;
  created_at: Date;
  status: "in_progress" | "canceling" | "ended";
  /** How many requests it has, whatever has become of them. */
  total: number;
  counts: Readonly<Record<(typeof TALLIES)[number], number>>;
  /** Null before it has ended, and when the results are not kept any more. */
  results_url: string | null;
  /** Whether the results are gone, as they are 29 days after the batch was created. */
  is_archived: boolean;
}

const STATUSES = ["in_progress", "canceling", "ended"] as const;
const TALLIES = ["processing", "succeeded", "errored", "canceled", "expired"] as const;

/** Reads a `message_batch` object; undefined for anything else. */
export function readBatchObject(value: unknown): BatchObject | undefined {
  const batch = recordOf(value);
  const id = textOf(batch.id);
  const created_at = new Date(textOf(batch.created_at) ?? Number.NaN);
  const status = STATUSES.find((known) => known === batch.processing_status);
  if (id === undefined || status === undefined || Number.isNaN(created_at.getTime()))
    return undefined;
  const stated = recordOf(batch.request_counts);
  const [processing, succeeded, errored, canceled, expired] = TALLIES.map(
    (name) => countOf(stated[name]) ?? 0,
  ) as [number, number, number, number, number]; // one for each name
  const counts = { processing, succeeded, errored, canceled, expired };
  return {
    id,
    created_at,
    status,
    total: processing + succeeded + errored + canceled + expired,
    counts,
    results_url: textOf(batch.results_url) ?? null,
    is_archived: textOf(batch.archived_at) !== undefined,
  };
}

/**
 * How a batch is. A batch that was cancelled or expired ends like any other, with a line that says so for each request that was not done.
 * Nothing is counted as done before the whole batch has ended.
 */
export function stateOf({ status, total, counts }: BatchObject): UpstreamState {
  const told: UpstreamCounts = { total, completed: counts.succeeded, failed: counts.errored };
  if (status !== "ended") return { kind: "working", counts: told };
  const why = counts.canceled > 0 ? "cancelled" : counts.expired > 0 ? "expired" : "completed";
  return { kind: "ended", why, counts: told };
}
