import { LaneFailure } from "#gateway/lanes/lane.ts";

/** The code of a call's failure, from a small fixed set. */
export function failureCode(error: unknown, signal: AbortSignal): string {
  if (error instanceof LaneFailure) return error.code;
  return signal.aborted ? "stopped" : "unknown";
}
