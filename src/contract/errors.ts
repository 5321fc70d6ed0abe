interface ErrorEntry {
  /** The HTTP status that always goes with this code. */
  status: number;
  /** What happened, in a sentence, when the thrower has nothing more exact to say. */
  message: string;
  /** What the caller most likely has to do. */
  fix: string;
}

/** Every error code of the API, once. Clients branch on the code; people read the message and the fix. */
export const ERRORS = {
  invalid_request: {
    status: 400,
    message: "The request does not match the contract.",
    fix: "Correct the fields named in details.issues and send it again.",
  },
  preflight_failed: {
    status: 400,
    message: "The input did not pass the checks; nothing was created.",
    fix: "Correct the lines named in details.preflight, or lock a quote that covers the work.",
  },
  token_invalid: {
    status: 400,
    message: "This token is not known, or it was used before.",
    fix: "Open the link of the newest mail, or ask for another mail.",
  },
  token_expired: {
    status: 400,
    message: "This token has run out.",
    fix: "Ask for another mail; its token is good for 24 hours.",
  },
  unauthenticated: {
    status: 401,
    message: "This request needs an Authorization header.",
    fix: "Send `Authorization: Bearer <api key or session token>`.",
  },
  invalid_credentials: {
    status: 401,
    message: "Email or password is not right.",
    fix: "Check both; a password can be reset by mail.",
  },
  invalid_api_key: {
    status: 401,
    message: "This API key is mistyped, revoked, expired or of another environment.",
    fix: "Check that the key is whole and belongs to this environment, or create another.",
  },
  session_expired: {
    status: 401,
    message: "This session has ended.",
    fix: "Sign in again.",
  },
  insufficient_credits: {
    status: 402,
    message: "The credits do not reach.",
    fix: "Top up, or submit less work at once.",
  },
  spend_cap_exceeded: {
    status: 402,
    message: "The key's spend cap does not reach.",
    fix: "Use a key with a higher cap or none, or submit less work at once.",
  },
  email_not_verified: {
    status: 403,
    message: "The email address is not verified yet.",
    fix: "Open the link in the mail, or ask for another mail.",
  },
  permission_denied: {
    status: 403,
    message: "This key may not do that.",
    fix: "Use a key that has the permission named in details.permission.",
  },
  quota_exceeded: {
    status: 403,
    message: "The org holds as much of this as it may.",
    fix: "Make room as the message says, or ask whoever runs the gateway for more.",
  },
  not_found: {
    status: 404,
    message: "There is nothing here.",
    fix: "Check the id and the environment; another organisation's things are not shown.",
  },
  no_rehearsal: {
    status: 409,
    message: "No rehearsal is on.",
    fix: "Begin one with POST /local/reset and `rehearsal`.",
  },
  rehearsal_unavailable: {
    status: 409,
    message:
      "This gateway cannot rehearse: several processes may share its database, and no clock is theirs alone; or it has lanes to providers, whose answers do not come the same twice.",
    fix: "Reset without `rehearsal`, or start a gateway without DATABASE_URL and BATCHROUTER_LANES: the embedded one rehearses on sandbox lanes.",
  },
  idempotency_key_reused: {
    status: 409,
    message: "This Idempotency-Key was used with another payload.",
    fix: "Use a new key for new work; repeat the exact payload to get the first answer again.",
  },
  batch_terminal: {
    status: 409,
    message: "The batch has ended and does not change any more.",
    fix: "Fetch its results; submit another batch for more work.",
  },
  quote_expired: {
    status: 409,
    message: "The quote ran out.",
    fix: "Lock a new quote; it holds for 10 minutes.",
  },
  quote_used: {
    status: 409,
    message: "The quote was used by another batch.",
    fix: "Lock a new quote for each batch.",
  },
  conflict: {
    status: 409,
    message: "Something else changed this at the same time.",
    fix: "Read it again, then repeat the request.",
  },
  payload_too_large: {
    status: 413,
    message: "The body is larger than allowed.",
    fix: "Upload a file by POST /v1/files and name it by input_file_id, or split the work.",
  },
  unsupported_media_type: {
    status: 415,
    message: "This content type is not taken here.",
    fix: "Send application/json, or for files multipart/form-data or application/x-ndjson.",
  },
  rate_limited: {
    status: 429,
    message: "Too many requests.",
    fix: "Wait for the seconds that Retry-After names.",
  },
  internal_error: {
    status: 500,
    message: "Something went wrong on our side.",
    fix: "Try again; if it stays, report the request id.",
  },
  overloaded: {
    status: 503,
    message: "The gateway is busy or shutting down.",
    fix: "Try again after the seconds that Retry-After names.",
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** Whether a code is one that this build knows. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
