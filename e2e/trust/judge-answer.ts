import { type Endpoint } from "#contract/endpoint.ts";
import { errorCodesOf } from "#contract/endpoint-errors.ts";
import { ErrorEnvelope } from "#contract/error-envelope.ts";
import { ERRORS, type ErrorCode, isErrorCode } from "#contract/errors.ts";
import { isForOpenaiClients, OpenaiErrorEnvelope } from "#contract/openai-errors.ts";

/** An answer, read to its end. */
export interface ReadAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** What an answer was: turned away as declared, given as declared, or neither, and why. */
export type Verdict =
  | { kind: "refused"; code: ErrorCode }
  | { kind: "survived"; value: unknown }
  | { kind: "lost"; why: string };

const lost = (why: string): Verdict => ({ kind: "lost", why });

/** Holds an answer against the contract of its endpoint; `codes` are those that may be said, unless told otherwise the declared ones. */
export function judgeAnswer(
  endpoint: Endpoint,
  answer: ReadAnswer,
  codes: readonly ErrorCode[] = errorCodesOf(endpoint),
): Verdict {
  const { status, headers, text } = answer;
  if (!headers.get("x-request-id")?.startsWith("req_")) return lost("no X-Request-Id");
  if (!headers.has("content-security-policy")) return lost("no Content-Security-Policy");
  if (status >= 500) return lost(`${status} ${text.slice(0, 300)}`);
  if (status >= 400) return judgeRefusal(endpoint, answer, codes);
  if (status === 304)
    return endpoint.cached === true && text === ""
      ? { kind: "survived", value: null }
      : lost("304");
  const declared = endpoint.answer;
  if (status === 302 && declared.kind === "bytes" && declared.mayRedirect === true)
    return { kind: "survived", value: null };
  if (status !== declared.status) return lost(`${status} in place of ${declared.status}`);
  if (declared.kind === "none")
    return text === "" ? { kind: "survived", value: null } : lost("a body");
  if (declared.kind === "bytes") {
    const type = headers.get("content-type");
    return type === declared.contentType ? { kind: "survived", value: null } : lost(`type ${type}`);
  }
  const value = parsed(text);
  const checked = declared.schema.safeParse(value);
  if (checked.success) return { kind: "survived", value };
  return lost(`off the contract: ${JSON.stringify(checked.error.issues).slice(0, 300)}`);
}

function judgeRefusal(
  endpoint: Endpoint,
  { status, headers, text }: ReadAnswer,
  codes: readonly ErrorCode[],
): Verdict {
  const value = parsed(text);
  const isOpenai = isForOpenaiClients(endpoint.path);
  const code = isOpenai ? openaiCode(value) : ownCode(value, headers);
  if (code === undefined) return lost(`${status} out of the envelope: ${text.slice(0, 300)}`);
  if (!isErrorCode(code)) return lost(`the unknown code ${code}`);
  if (ERRORS[code].status !== status) return lost(`${code} by ${status}`);
  if (!codes.includes(code)) return lost(`${code}, which is not declared`);
  return { kind: "refused", code };
}

function ownCode(value: unknown, headers: Headers): string | undefined {
  const envelope = ErrorEnvelope.safeParse(value);
  if (!envelope.success) return undefined;
  const { code, details } = envelope.data.error;
  return details.request_id === headers.get("x-request-id") ? code : undefined;
}

function openaiCode(value: unknown): string | undefined {
  const envelope = OpenaiErrorEnvelope.safeParse(value);
  return envelope.success ? (envelope.data.error.code ?? undefined) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
