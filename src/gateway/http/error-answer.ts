import type { ErrorEnvelope } from "#contract/error-envelope.ts";
import { ERRORS } from "#contract/errors.ts";
import { isForOpenaiClients } from "#contract/openai-errors.ts";
import { openaiError } from "./openai-error.ts";
import type { Problem } from "./problem.ts";

/**
 * A problem as it is answered at this path: in the contract's envelope, with the fix that belongs to its code and the
 * request's id in its details, or where OpenAI clients call in theirs.
 */
export function problemAnswer(failure: Problem, requestId: string, path: string): Response {
  const isOpenai = isForOpenaiClients(path);
  const headers = new Headers({ ...failure.headers, "content-type": "application/json" });
  if (failure.status === 401) headers.set("www-authenticate", "Bearer");
  if (failure.retryAfterSeconds !== null) {
    headers.set("retry-after", String(Math.max(1, Math.ceil(failure.retryAfterSeconds))));
  } else if (isOpenai && failure.status === 409) {
    // These clients repeat every 409 by themselves; one that says of no time to wait would only come again.
    headers.set("x-should-retry", "false");
  }
  const text = JSON.stringify(isOpenai ? openaiError(failure) : envelopeOf(failure, requestId));
  headers.set("content-length", String(Buffer.byteLength(text)));
  return new Response(text, { status: failure.status, headers });
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
