import { requestPath } from "./client.ts";
import type { Endpoint } from "./endpoint.ts";
import { curlSnippet } from "./snippet-curl.ts";
import { pythonSnippet } from "./snippet-python.ts";
import type { SnippetRequest } from "./snippet-request.ts";
import { typescriptSnippet } from "./snippet-typescript.ts";

export const SNIPPET_LANGUAGES = ["curl", "typescript", "python"] as const;
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number];

/** The environment variable that a snippet takes the caller's key or session from; never the secret itself. */
export type SnippetCredential = "$BATCHROUTER_API_KEY" | "$BATCHROUTER_SESSION";

export interface SnippetInput {
  params?: unknown;
  query?: unknown;
  /** The JSON body; of an upload nothing is needed. */
  body?: unknown;
  idempotencyKey?: string;
  /** Origin, or origin and prefix. */
  baseUrl: string;
  /** The key where a key may be used, the session elsewhere, unless said otherwise. */
  credential?: SnippetCredential;
  /** The file that an upload sends, in the folder where the snippet runs. */
  fileName?: string;
}

/**
 * A call as code that runs as it is: `curl` in any POSIX shell, `typescript` as a module on Node 20 or newer, `python`
 * with the standard library of Python 3. The credential is read from the environment.
 */
export function snippet(
  language: SnippetLanguage,
  endpoint: Endpoint,
  input: SnippetInput,
): string {
  const request = requestOf(endpoint, input);
  return { curl: curlSnippet, typescript: typescriptSnippet, python: pythonSnippet }[language](
    request,
  );
}

/** What a call of this endpoint is sent with: the key where a key may be used, as an agent would. */
export function snippetCredential({ auth }: Endpoint): SnippetCredential | null {
  if (auth.kind === "none") return null;
  return auth.kind === "session" ? "$BATCHROUTER_SESSION" : "$BATCHROUTER_API_KEY";
}

function credentialOf(endpoint: Endpoint, input: SnippetInput): SnippetCredential | null {
  const usual = snippetCredential(endpoint);
  return usual === null ? null : (input.credential ?? usual);
}

function requestOf(endpoint: Endpoint, input: SnippetInput): SnippetRequest {
  const isUpload = endpoint.body?.kind === "upload";
  const formFields = endpoint.body?.kind === "upload" ? (endpoint.body.formFields ?? null) : null;
  const isJson = endpoint.body?.kind === "json";
  const headers: [string, string][] = [];
  if (isJson) headers.push(["Content-Type", "application/json"]);
  // A form names its boundary in its type, which whoever makes it writes.
  if (isUpload && formFields === null) headers.push(["Content-Type", "application/x-ndjson"]);
  if (input.idempotencyKey !== undefined) headers.push(["Idempotency-Key", input.idempotencyKey]);
  return {
    method: endpoint.method,
    url: input.baseUrl.replace(/\/$/, "") + requestPath(endpoint, input),
    headers,
    variable: credentialOf(endpoint, input)?.slice(1) ?? null,
    // As JSON has it: what is undefined is not there.
    body: isJson ? JSON.parse(JSON.stringify(input.body ?? {})) : undefined,
    fileName: isUpload ? (input.fileName ?? "input.jsonl") : null,
    formFields,
    mayRedirect: endpoint.answer.kind === "bytes" && endpoint.answer.mayRedirect === true,
  };
}
