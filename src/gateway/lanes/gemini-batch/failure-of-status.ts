import type { LaneFailure } from "../lane.ts";
import { failureOfHandling } from "../provider/ask-for-record.ts";
import { failureOfAnswer, type FailedCall } from "../provider/failure-of-answer.ts";
import { providerFailure } from "../provider/failure-of-egress.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import type { ProviderReply } from "../provider/read-reply.ts";

// https://ai.google.dev/api/files (Status: a code of google.rpc.Code and a message)

type Status = Readonly<Record<string, unknown>>;

const CANCELLED = 1;

/** The HTTP status that a request by itself would fail with; any other code is the server's own fault. */
const HTTP_STATUSES = new Map<unknown, number>([
  [3, 400], // INVALID_ARGUMENT
  [4, 504], // DEADLINE_EXCEEDED
  [5, 404], // NOT_FOUND
  [7, 403], // PERMISSION_DENIED
  [8, 429], // RESOURCE_EXHAUSTED
  [9, 403], // FAILED_PRECONDITION, which the API says of accounts: https://ai.google.dev/gemini-api/docs/troubleshooting
  [11, 400], // OUT_OF_RANGE
  [14, 503], // UNAVAILABLE
  [16, 401], // UNAUTHENTICATED
]);

/** What the error of one request of a batch means for its item. */
export function failureOfItem(error: Status, call: FailedCall): LaneFailure {
  if (error.code !== CANCELLED) return failureOfAnswer(replyOf(error), call);
  const words = "the batch was cancelled before it came to this item";
  return providerFailure("provider_expired", call.connection, words, { status_code: null });
}

/** What the error of a whole batch means: it speaks of the lane, never of an item. */
export function failureOfBatch(error: Status, connection: LaneConnection, now: Date): LaneFailure {
  return failureOfHandling(replyOf(error), connection, now);
}

/** Some errors have an HTTP status in the place of the code. */
function replyOf(error: Status): ProviderReply {
  const { code } = error;
  const isStatus = typeof code === "number" && code >= 400 && code < 600;
  const status = isStatus ? code : (HTTP_STATUSES.get(code) ?? 500);
  return { status, headers: {}, text: JSON.stringify({ error }) };
}
