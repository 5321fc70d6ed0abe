import { EgressFailure, type EgressFailureCode } from "#gateway/egress/egress-failure.ts";
import { LaneFailure, type LaneFailureCode } from "../lane.ts";
import type { Deadline } from "./deadline.ts";
import type { LaneConnection } from "./lane-connection.ts";

/** What is wrong with the lane's own settings is no matter of another attempt; all else is. */
const CODES: Readonly<Record<EgressFailureCode, LaneFailureCode>> = {
  timeout: "provider_timeout",
  dns: "provider_500",
  connect: "provider_500",
  tls: "provider_500",
  reset: "provider_500",
  aborted: "provider_500",
  bad_answer: "provider_500",
  too_large: "provider_500",
  // Never told of a lane: what could not be read is ours.
  broken_body: "provider_500",
  invalid_request: "lane_unavailable",
  insecure_url: "lane_unavailable",
  refused_address: "lane_unavailable",
};

/**
 * What the end of an exchange without a whole answer is to the lane's caller: the reason of its signal where that aborted, its own error where a
 * body that it gave could not be read, else a `LaneFailure`.
 */
export function failureOfExchange(
  error: unknown,
  { until }: Deadline,
  signal: AbortSignal,
  connection: LaneConnection,
): unknown {
  if (signal.aborted) return signal.reason;
  const ended: unknown = until.aborted ? until.reason : error;
  if (!(ended instanceof EgressFailure)) return ended;
  if (ended.code === "broken_body") return ended.cause ?? ended;
  const words = ended.message.replace(/\.$/, "");
  const inSentence = words.charAt(0).toLowerCase() + words.slice(1);
  const details = { status_code: null, cause: ended };
  return providerFailure(CODES[ended.code], connection, inSentence, details);
}

/** A failure in words of ours about what came, or did not come, from a lane's provider. */
export function providerFailure(
  code: LaneFailureCode,
  { display_name }: LaneConnection,
  words: string,
  details: { status_code: number | null; cause?: unknown },
): LaneFailure {
  return new LaneFailure(code, `${display_name}: ${words}.`, details);
}
