import type { Endpoint } from "#contract/endpoint.ts";
import { entityTag, isMatch } from "./entity-tag.ts";
import { fieldIssues } from "./field-issues.ts";

/** An answer as it is sent, and as an idempotency record keeps it; no text where the status has no body. */
export interface RenderedAnswer {
  status: number;
  text: string | null;
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
export function toResponse(
  endpoint: Endpoint,
  rendered: RenderedAnswer,
  headers: Headers,
  ifNoneMatch: string | null,
): Response {
  if (endpoint.cached === true && rendered.text !== null) {
    const tag = headers.get("etag") ?? entityTag(rendered.text);
    headers.set("etag", tag);
    if (isMatch(ifNoneMatch, tag)) return new Response(null, { status: 304, headers });
  }
  if (rendered.text !== null) {
    headers.set("content-type", "application/json");
    headers.set("content-length", String(Buffer.byteLength(rendered.text)));
  }
  return new Response(rendered.text, { status: rendered.status, headers });
}
