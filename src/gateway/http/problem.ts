import type { FieldIssue, PreflightIssue } from "#contract/error-envelope.ts";
import { ERRORS, type ErrorCode } from "#contract/errors.ts";

export interface ProblemDetails {
  issues?: FieldIssue[];
  preflight?: PreflightIssue[];
  issue_count?: number;
  [name: string]: unknown;
}

/** An expected failure of a request: the only error whose text reaches a client. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly details: ProblemDetails;
  /** Seconds for `Retry-After`; null where waiting does not help. */
  readonly retryAfterSeconds: number | null;
  /** Headers that the answer carries besides. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    message: string,
    details: ProblemDetails,
    retryAfterSeconds: number | null,
    headers: Readonly<Record<string, string>>,
  ) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
    this.headers = headers;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/**
 * A failure to throw: `throw problem("quote_expired")`. Without a message of its own it says what `contract/errors.ts`
 * says of the code.
 */
export function problem(
  code: ErrorCode,
  message?: string,
  details: ProblemDetails = {},
  retryAfterSeconds: number | null = null,
  headers: Readonly<Record<string, string>> = {},
): Problem {
  return new Problem(code, message ?? ERRORS[code].message, details, retryAfterSeconds, headers);
}
