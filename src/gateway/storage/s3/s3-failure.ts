import { StorageUnavailable } from "../artifact-errors.ts";
import { textOf } from "./xml.ts";

/** Codes that say "again", whatever status they come with. */
const PASSING_CODES = new Set([
  "InternalError",
  "OperationAborted",
  "RequestTimeout",
  "ServiceUnavailable",
  "SlowDown",
  "ThrottlingException",
  // The bytes were damaged on their way, and are still here.
  "BadDigest",
  "XAmzContentChecksumMismatch",
  "XAmzContentSHA256Mismatch",
]);

interface FailureFacts {
  /** Null where no answer came. */
  readonly status: number | null;
  /** S3's code, or that of the connection's end. */
  readonly code: string;
  readonly isRetryable: boolean;
  /** What the answer's `Retry-After` asks for. */
  readonly retryAfterMs?: number | undefined;
  /** Where the bucket is, when the answer tells. */
  readonly region?: string | undefined;
  /** The server's time, when the answer tells. */
  readonly serverTime?: Date | undefined;
  readonly cause?: unknown;
}

/** A request that S3 did not fulfil, after all attempts at it; the message holds neither credentials nor URLs. */
export class S3Failure extends StorageUnavailable {
  override readonly name = "S3Failure";
  readonly status: number | null;
  readonly code: string;
  readonly isRetryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly region: string | undefined;
  readonly serverTime: Date | undefined;

  constructor(message: string, facts: FailureFacts) {
    super(message, { cause: facts.cause });
    this.status = facts.status;
    this.code = facts.code;
    this.isRetryable = facts.isRetryable;
    this.retryAfterMs = facts.retryAfterMs;
    this.region = facts.region;
    this.serverTime = facts.serverTime;
  }

  /** Whether there is no such object. */
  get isMissing(): boolean {
    return this.status === 404 && this.code !== "NoSuchBucket";
  }
}

/** The failure that an answer tells of, by its status, its headers and what is in its body. */
export function answeredFailure(
  action: string,
  status: number,
  headers: Readonly<Record<string, unknown>>,
  body: string,
): S3Failure {
  const code = textOf(body, "Code") ?? `HTTP ${status}`;
  const retryAfter = Number(headers["retry-after"]);
  const date = new Date(String(headers["date"]));
  return new S3Failure(`S3 answered ${status} ${code} to ${action}.`, {
    status,
    code,
    isRetryable:
      PASSING_CODES.has(code) ||
      status === 429 ||
      status === 408 ||
      (status >= 500 && status !== 501),
    retryAfterMs: retryAfter > 0 ? retryAfter * 1_000 : undefined,
    region: textOf(body, "Region") ?? headerText(headers["x-amz-bucket-region"]),
    serverTime: Number.isNaN(date.getTime()) ? undefined : date,
  });
}

/** The failure of a connection that broke, or was never made. */
export function brokenConnection(action: string, cause: unknown): S3Failure {
  const code =
    cause instanceof Error && "code" in cause && typeof cause.code === "string"
      ? cause.code
      : "BrokenConnection";
  return new S3Failure(`S3 gave no whole answer to ${action} (${code}).`, {
    status: null,
    code,
    isRetryable: true,
    cause,
  });
}

function headerText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
