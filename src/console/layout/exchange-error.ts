import type { Exchange } from "#contract/client.ts";
import { ErrorEnvelope } from "#contract/error-envelope.ts";
import { ERRORS, isErrorCode } from "#contract/errors.ts";
import { answerJson } from "./exchange-call.ts";

/** One field or line that an error is about, and what is wrong with it. */
export interface ErrorField {
  /** `body.models[0]`, or `line 12 · input.messages`. */
  at: string;
  message: string;
}

/** An answer that is no success, in words: what, where, and what most likely helps. */
export interface ExplainedError {
  code: string;
  message: string;
  fix: string;
  fields: readonly ErrorField[];
  /** Findings that the answer counts and this list leaves out. */
  moreFields: number;
  retryAfter: string | null;
}

const FIELDS_SHOWN = 8;

const NO_ANSWER = {
  code: "network_error",
  message: "No answer came.",
  fix: "Check that the gateway runs and that its address is right; at another origin it also has to allow this page.",
};

function unknownCode(status: number): string {
  return status >= 500
    ? "Try again; if it stays, report the request id."
    : "Read the message; the same request will be answered in the same way.";
}

function fieldsOf(details: ErrorEnvelope["error"]["details"]): ErrorField[] {
  const issues = (details.issues ?? []).map(({ path, message }) => ({ at: path, message }));
  const lines = (details.preflight ?? []).map(({ line, path, customer_item_id, message }) => ({
    at: [line === undefined ? customer_item_id : `line ${line}`, path]
      .filter((part) => part !== undefined && part !== "")
      .join(" · "),
    message,
  }));
  return [...issues, ...lines];
}

/** What an error answer, or the lack of one, means; undefined for what went well, is under way or was called off. */
export function explainError(exchange: Exchange): ExplainedError | undefined {
  const nothing = { fields: [], moreFields: 0, retryAfter: null };
  if (exchange.failure === "network") return { ...NO_ANSWER, ...nothing };
  const { status } = exchange;
  if (status === null || status < 400) return undefined;
  const retryAfter = exchange.response_headers["retry-after"] ?? null;
  const parsed = ErrorEnvelope.safeParse(answerJson(exchange));
  if (!parsed.success) {
    const message = `The server answered ${status}, and not in the error envelope.`;
    return { code: `http_${status}`, message, fix: unknownCode(status), ...nothing, retryAfter };
  }
  const { code, message, details } = parsed.data.error;
  const fields = fieldsOf(details);
  const count = Math.max(fields.length, details.issue_count ?? 0);
  return {
    code,
    message,
    fix: isErrorCode(code) ? ERRORS[code].fix : unknownCode(status),
    fields: fields.slice(0, FIELDS_SHOWN),
    moreFields: count - Math.min(fields.length, FIELDS_SHOWN),
    retryAfter,
  };
}
