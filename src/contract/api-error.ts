import { ErrorEnvelope, type FieldIssue, type PreflightIssue } from "./error-envelope.ts";
import type { Exchange } from "./exchange.ts";
import { OpenaiErrorEnvelope } from "./openai-errors.ts";
import type * as z from "zod/mini";

/** A call that did not succeed. `status` is null when no answer came; `code` is then `network_error`. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number | null;
  readonly request_id: string | null;
  readonly issues: readonly FieldIssue[];
  readonly preflight: readonly PreflightIssue[];
  readonly issue_count: number;
  readonly details: Record<string, unknown>;
  /** What `Retry-After` asked for. */
  readonly retryAfterMs: number | null;

  constructor(
    message: string,
    facts: {
      code: string;
      status: number | null;
      retryAfterMs?: number | null;
      requestId?: string | null;
    },
    envelope?: z.output<typeof ErrorEnvelope>,
  ) {
    super(message);
    this.name = "ApiError";
    this.code = facts.code;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    const details = envelope?.error.details;
    this.request_id = details?.request_id ?? facts.requestId ?? null;
    this.issues = details?.issues ?? [];
    this.preflight = details?.preflight ?? [];
    this.issue_count = details?.issue_count ?? this.preflight.length;
    this.details = details ?? {};
  }
}

function retryAfterMs(headers: Headers): number | null {
  const value = headers.get("retry-after");
  if (value === null) return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const moment = Date.parse(value);
  return Number.isNaN(moment) ? null : Math.max(0, moment - Date.now());
}

/** The error of an answer that is not 2xx; one outside of the envelope is noted on the exchange. */
export function toApiError(response: Response, text: string, exchange: Exchange): ApiError {
  const facts = {
    status: response.status,
    retryAfterMs: retryAfterMs(response.headers),
    requestId: exchange.request_id,
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const envelope = ErrorEnvelope.safeParse(value);
  if (envelope.success) {
    return new ApiError(
      envelope.data.error.message,
      { ...facts, code: envelope.data.error.code },
      envelope.data,
    );
  }
  const openai = OpenaiErrorEnvelope.safeParse(value);
  if (openai.success) {
    const { code, message } = openai.data.error;
    return new ApiError(message, { ...facts, code: code ?? `http_${response.status}` });
  }
  exchange.off_contract = [{ path: "error", message: "The answer is not in the error envelope" }];
  return new ApiError(`The server answered ${response.status}.`, {
    ...facts,
    code: `http_${response.status}`,
  });
}
