import type { Endpoint } from "#contract/endpoint.ts";
import { entityTag, isMatch } from "./entity-tag.ts";
import { fieldIssues } from "./field-issues.ts";

/** An answer as it is sent, and as an idempotency record keeps it; no text where the status has no body. */
export interface RenderedAnswer {
  status: number;
  text: string | null;
}

/** The headers of an answer by their names in small letters: a record costs a tenth of what `Headers` does. */
export type AnswerHeaders = Record<string, string>;

/** An answer before it is a `Response`, which is made of it once, when all of its headers are known. */
export interface PlainAnswer {
  status: number;
  headers: AnswerHeaders;
  text: string | null;
}

/**
 * An answer that was known before the handler had made one: under its version, or because the client holds it, which is
 * null. `Handler.revalidate` gives it.
 */
export class KnownAnswer {
  readonly rendered: RenderedAnswer | null;

  constructor(rendered: RenderedAnswer | null) {
    this.rendered = rendered;
  }
}

/** A handler's answer that does not fit the contract: our mistake, never the client's. */
class OffContractAnswer extends Error {
  constructor(endpoint: Endpoint, faults: readonly { path: string; message: string }[]) {
    const list = faults.map(({ path, message }) => `${path}: ${message}`).join("; ");
    super(`The answer of ${endpoint.method} ${endpoint.path} is off the contract: ${list}`);
    this.name = "OffContractAnswer";
  }
}

/** Checks a handler's answer by the contract and renders it; fields that are not declared are left out. */
export function renderAnswer(endpoint: Endpoint, answer: unknown): RenderedAnswer {
  const { answer: declared } = endpoint;
  if (declared.kind === "none") return { status: declared.status, text: null };
  if (declared.kind === "bytes") {
    throw new OffContractAnswer(endpoint, [
      { path: "answer", message: "bytes are answered by a Response" },
    ]);
  }
  const parsed = declared.schema.safeParse(answer);
  if (!parsed.success) {
    throw new OffContractAnswer(
      endpoint,
      fieldIssues(declared.schema, answer, parsed.error.issues, "answer"),
    );
  }
  return { status: declared.status, text: JSON.stringify(parsed.data) };
}

/** The HTTP answer; for a cached endpoint with its `ETag`, and a 304 when the client holds it already. */
export function toAnswer(
  endpoint: Endpoint,
  { status, text }: RenderedAnswer,
  headers: AnswerHeaders,
  ifNoneMatch: string | null,
): PlainAnswer {
  if (text === null) return { status, headers, text };
  if (endpoint.cached === true) {
    const tag = (headers.etag ??= entityTag(text));
    if (isMatch(ifNoneMatch, tag)) return notModified(headers);
  }
  headers["content-type"] = "application/json";
  headers["content-length"] = String(Buffer.byteLength(text));
  return { status, headers, text };
}

/** What is answered to who holds the answer of these headers. */
export function notModified(headers: AnswerHeaders): PlainAnswer {
  return { status: 304, headers, text: null };
}
