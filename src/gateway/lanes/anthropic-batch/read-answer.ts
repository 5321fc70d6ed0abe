import type { UpstreamAnswer } from "../batch-lane.ts";
import type { LaneAnswer, LaneFailure, LaneRequest } from "../lane.ts";
import { brokenJson } from "../provider/ask-for-record.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import { estimateUsage } from "../provider/estimate-usage.ts";
import { failureOfAnswer, type FailedCall } from "../provider/failure-of-answer.ts";
import { providerFailure } from "../provider/failure-of-egress.ts";
import { wireAnswerOf } from "../provider/wire-answer.ts";
import { upstreamModelOf, wireBodyOf } from "../provider/wire-body.ts";
import { recordOf, textOf } from "../translate/answer.ts";

// https://docs.anthropic.com/en/api/retrieving-message-batch-results, and /en/api/errors for the types of errors

/** The status that the provider answers with to a request that fails by an error of a type. */
const STATUSES = new Map<string, number>([
  ["invalid_request_error", 400],
  ["authentication_error", 401],
  ["billing_error", 402],
  ["permission_error", 403],
  ["not_found_error", 404],
  ["request_too_large", 413],
  ["rate_limit_error", 429],
  ["api_error", 500],
  ["timeout_error", 504],
  ["overloaded_error", 529],
]);

/** The custom id of a line of results; null where the line is none. */
export function idOfResult(text: string): string | null {
  return textOf(parsedResult(text).custom_id) ?? null;
}

/** What a line of results means for its item: the message in the form that the item asked for, or what became of the request instead. */
export function readAnswer(
  { text }: UpstreamAnswer,
  request: LaneRequest,
  { access, connection }: BatchProvider,
): LaneAnswer {
  const { name } = upstreamModelOf(request, connection);
  const call = { connection, upstream_model: name, now: access.now() };
  const reply = { status: 200, headers: {}, text: messageOfResult(text, call) };
  const answered = {
    ...call,
    request,
    get sent() {
      return wireBodyOf(request, connection, "messages");
    },
  };
  return wireAnswerOf(reply, answered, { form: "messages", estimateUsage });
}

/** The message that a line of results holds, as JSON; throws what became of the request instead. */
function messageOfResult(text: string, call: FailedCall): string {
  const result = recordOf(parsedResult(text).result);
  const { connection } = call;
  const undone = (words: string): LaneFailure =>
    providerFailure("provider_expired", connection, words, { status_code: null });
  switch (result.type) {
    case "succeeded":
      return JSON.stringify(result.message ?? null);
    case "errored":
      throw failureOfError(recordOf(result.error), call);
    case "expired":
      throw undone("the batch expired before it came to this item");
    case "canceled":
      throw undone("the batch was cancelled before it came to this item");
    default:
      throw brokenJson(connection, "the line of results does not say what became of the item");
  }
}

function parsedResult(text: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** An error stands in an answer of the type `error`, as it would be given to a request by itself. */
function failureOfError(answer: Readonly<Record<string, unknown>>, call: FailedCall): LaneFailure {
  const error = answer.type === "error" ? recordOf(answer.error) : answer;
  const status = STATUSES.get(textOf(error.type) ?? "") ?? 500;
  return failureOfAnswer({ status, headers: {}, text: JSON.stringify({ error }) }, call);
}
