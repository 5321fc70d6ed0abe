import { isRecord } from "#contract/manifest/prompt.ts";

/** What the body of an answer says went wrong. */
export interface ProviderError {
  /** The provider's own code or type, in lower case; both, where it has both, with a blank between. */
  code: string;
  /** In the provider's words, on one line; empty when there are none. */
  message: string;
  /** A status inside of the body, where it has one. */
  status: number | null;
}

const MOST_WORDS = 300;

/**
 * Reads the forms in which servers that speak OpenAI's API tell of errors: `{ error: { message, type, code } }` as OpenAI
 * documents it ("Error codes"), `{ error: "…" }`, and vLLM's `{ object: "error", message, type, code }`. What is no JSON
 * is quoted as it came, unless it is a page.
 */
export function readProviderError(text: string): ProviderError {
  const body = parsed(text);
  if (!isRecord(body))
    return { code: "", message: isPage(text) ? "" : oneLine(text), status: null };
  if (typeof body.error === "string")
    return { code: "", message: oneLine(body.error), status: null };
  const error = isRecord(body.error) ? body.error : body;
  const words = [error.code, error.type].filter((word) => typeof word === "string");
  const status = typeof error.code === "number" ? error.code : null;
  const message = typeof error.message === "string" ? error.message : "";
  return { code: oneLine(words.join(" ").toLowerCase()), message: oneLine(message), status };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPage(text: string): boolean {
  return text.trimStart().startsWith("<");
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MOST_WORDS ? `${line.slice(0, MOST_WORDS)}…` : line;
}
