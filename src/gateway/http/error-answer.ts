import type { ErrorEnvelope } from "#contract/error-envelope.ts";
import { ERRORS } from "#contract/errors.ts";
import { isForOpenaiClients } from "#contract/openai-errors.ts";
import { openaiError } from "./openai-error.ts";
import type { AnswerHeaders, PlainAnswer } from "./answers.ts";
import type { Problem } from "./problem.ts";

/**
 * A problem as it is answered at this path: in the contract's envelope, with the fix that belongs to its code and the
 * request's id in its details, or where OpenAI clients call in theirs.
 */
export function problemAnswer(failure: Problem, requestId: string, path: string): PlainAnswer {
  const isOpenai = isForOpenaiClients(path);
  const headers: AnswerHeaders = { "content-type": "application/json", ...failure.headers };
  if (failure.status === 401) headers["www-authenticate"] = "Bearer";
  if (failure.retryAfterSeconds !== null) {
    headers["retry-after"] = String(Math.max(1, Math.ceil(failure.retryAfterSeconds)));
  } else if (isOpenai && failure.status === 409) {
    // These clients repeat every 409 by themselves; one that says of no time to wait would only come again.
    headers["x-should-retry"] = "false";
  }
  const text = JSON.stringify(isOpenai ? openaiError(failure) : envelopeOf(failure, requestId));
  headers["content-length"] = String(Buffer.byteLength(text));
  return { status: failure.status, headers, text };
}

function envelopeOf(failure: Problem, requestId: string): ErrorEnvelope {
  return {
    error: {
      code: failure.code,
      message: failure.message,
      details: { fix: ERRORS[failure.code].fix, ...failure.details, request_id: requestId },
    },
  };
}
