import type { Endpoint } from "./endpoint.ts";
import { ERRORS, type ErrorCode } from "./errors.ts";

/** Every code that an endpoint may answer with: its own, and those that its auth, parameters, body and method bring along. */
export function errorCodesOf(endpoint: Endpoint): ErrorCode[] {
  const codes = new Set<ErrorCode>(endpoint.errors);
  const add = (...more: ErrorCode[]): void => more.forEach((code) => codes.add(code));
  if (endpoint.auth.kind !== "none") add("unauthenticated", "invalid_api_key", "session_expired");
  const needsRight = endpoint.auth.kind === "either" && endpoint.auth.permission !== null;
  if (endpoint.auth.kind === "session" || needsRight) add("permission_denied");
  if (endpoint.params !== undefined) add("not_found");
  // A body is read, within its bound, even where none is asked for.
  if (endpoint.method !== "GET") add("payload_too_large");
  if (endpoint.body !== undefined) add("unsupported_media_type");
  if (endpoint.method === "POST") add("idempotency_key_reused", "conflict");
  // A query parameter that nobody declared is refused wherever it comes.
  add("invalid_request", "internal_error", "overloaded");
  if (endpoint.unlimited !== true) add("rate_limited");
  // In the order of the table, so that documents do not depend on how they were put together.
  return (Object.keys(ERRORS) as ErrorCode[]).filter((code) => codes.has(code)); // its keys are the codes
}
