import type { BatchLane } from "#gateway/lanes/batch-lane.ts";
import {
  LANE_FAILURES,
  type LaneAnswer,
  LaneFailure,
  type LaneFailureCode,
} from "#gateway/lanes/lane.ts";
import type { ItemRequest } from "../run-item.ts";
import { lineId } from "./line-id.ts";
import type { UpstreamBatchRow } from "#gateway/batches/upstream-store.ts";

/** An item of an upstream batch that is settled, and the line that came for it, if one did. */
export interface Arrival {
  row: UpstreamBatchRow;
  place: number;
  request: ItemRequest;
  attempt: number;
  text: string | undefined;
}

/**
 * What an upstream batch that is settled means for one of its items. Where the batch is ending, what was given up for that
 * reason is `stopped` and not failed.
 */
export function arrivedAnswer(
  lane: BatchLane,
  arrival: Arrival,
  isEnding: boolean,
): LaneAnswer | LaneFailure | "stopped" {
  const result = resultOf(lane, arrival);
  const wasGivenUp = result instanceof LaneFailure && result.code === "provider_expired";
  return wasGivenUp && isEnding ? "stopped" : result;
}

function resultOf(lane: BatchLane, arrival: Arrival): LaneAnswer | LaneFailure {
  const { row, text } = arrival;
  if (row.status === "refused") return refusalOf(row);
  if (row.status === "left")
    return new LaneFailure("provider_expired", "The provider's batch did not end in time.");
  if (text === undefined) return lackOf(row);
  try {
    const { reference, model } = row;
    const id = lineId(reference, arrival.place);
    return lane.read({ id, text }, { ...arrival.request, model, attempt: arrival.attempt });
  } catch (error) {
    if (error instanceof LaneFailure) return error;
    // A lane that breaks its promise must not take the other items of the unit down with it.
    return new LaneFailure("provider_500", "The lane failed in a way it does not know.", {
      cause: error,
    });
  }
}

function refusalOf({ failure_code, failure_message }: UpstreamBatchRow): LaneFailure {
  const code = isFailureCode(failure_code) ? failure_code : "provider_500";
  return new LaneFailure(code, failure_message ?? "The provider did not take the batch.");
}

function isFailureCode(code: string | null): code is LaneFailureCode {
  return code !== null && Object.hasOwn(LANE_FAILURES, code);
}

function lackOf({ ended_why }: UpstreamBatchRow): LaneFailure {
  if (ended_why === "completed")
    return new LaneFailure(
      "provider_missing_answer",
      "The provider's batch ended without an answer to this item.",
    );
  return new LaneFailure(
    "provider_expired",
    `The provider's batch ${ended_why === "cancelled" ? "was cancelled" : "expired"} before this item was done.`,
  );
}
