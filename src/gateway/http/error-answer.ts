import { ERRORS, type ErrorEnvelope } from "#contract/errors.ts";
import type { Problem } from "./problem.ts";

/** The envelope of a problem, with the fix that belongs to its code and the request's id in its details. */
export function problemAnswer(failure: Problem, requestId: string): Response {
  const envelope: ErrorEnvelope = {
    error: {
      code: failure.code,
      message: failure.message,
      details: { fix: ERRORS[failure.code].fix, ...failure.details, request_id: requestId },
    },
  };
  const headers = new Headers({ ...failure.headers, "content-type": "application/json" });
  if (failure.status === 401) headers.set("www-authenticate", "Bearer");
  if (failure.retryAfterSeconds !== null) {
    headers.set("retry-after", String(Math.max(1, Math.ceil(failure.retryAfterSeconds))));
  }
  const text = JSON.stringify(envelope);
  headers.set("content-length", String(Buffer.byteLength(text)));
  return new Response(text, { status: failure.status, headers });
}
