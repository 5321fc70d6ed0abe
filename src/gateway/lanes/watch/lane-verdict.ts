import { LaneFailure, type LaneFailureCode } from "../lane.ts";

/**
 * What the end of a call says of its lane: it answered, whatever it thought of the item; it failed; it refused its caller;
 * or nothing.
 */
export type LaneVerdict = "answered" | "failed" | "refused" | "none";

const VERDICTS: Readonly<Record<LaneFailureCode, LaneVerdict>> = {
  // A limit is the account's and not a fault: the lane's pauses see to it.
  provider_429: "none",
  provider_500: "failed",
  provider_timeout: "failed",
  provider_broken_json: "failed",
  provider_half_answer: "failed",
  provider_missing_answer: "failed",
  provider_expired: "failed",
  lane_unavailable: "failed",
  content_policy: "answered",
  invalid_input: "answered",
  context_length: "answered",
};

const REFUSED_KEY = new Set([401, 403]);
/** By these a server says that it has no such model: a fault of one model on the lane, and no reason to keep others from it. */
const NO_SUCH_MODEL = new Set([400, 404, 409, 413, 415, 422]);

/** What a call that failed says of its lane; a call that was broken off says nothing. */
export function verdictOn(error: unknown, signal: AbortSignal | null): LaneVerdict {
  if (!(error instanceof LaneFailure)) return signal?.aborted === true ? "none" : "failed";
  if (error.code !== "lane_unavailable" || error.status_code === null) return VERDICTS[error.code];
  if (REFUSED_KEY.has(error.status_code)) return "refused";
  return NO_SUCH_MODEL.has(error.status_code) ? "none" : "failed";
}

/** How a call failed, in a few words that hold nothing of a key: `provider_500 (HTTP 503)`. */
export function failureWords(error: unknown): string {
  if (!(error instanceof LaneFailure)) return "an unknown failure";
  return error.status_code === null ? error.code : `${error.code} (HTTP ${error.status_code})`;
}
