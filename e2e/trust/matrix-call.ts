import { requestPath } from "#contract/client.ts";
import { errorCodesOf } from "#contract/endpoint-errors.ts";
import type { Endpoint } from "#contract/endpoint.ts";
import { formUpload } from "#contract/form-upload.ts";
import { inputOf } from "./matrix-estate.ts";
import type { MatrixInput } from "./matrix-routes.ts";

/** An answer as it came. */
export interface MatrixAnswer {
  status: number;
  /** Of a refusal; null where there is none. */
  code: string | null;
  text: string;
  headers: Headers;
}

/** One request, sent as it is told: nothing is checked on the way. */
export async function callRaw(
  baseUrl: string,
  endpoint: Endpoint,
  input: MatrixInput,
  headers: Readonly<Record<string, string>>,
): Promise<MatrixAnswer> {
  const { contentType, body } = bodyOf(endpoint, input);
  const response = await fetch(baseUrl + requestPath(endpoint, input), {
    method: endpoint.method,
    redirect: "manual",
    headers: {
      ...(contentType === null ? {} : { "content-type": contentType }),
      ...(endpoint.requiresIdempotencyKey === true
        ? { "idempotency-key": `matrix-${crypto.randomUUID()}` }
        : {}),
      ...headers,
    },
    ...(body === null ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, code: codeOf(response, text), text, headers: response.headers };
}

function bodyOf(endpoint: Endpoint, { body }: MatrixInput) {
  if (endpoint.body?.kind === "json")
    return { contentType: "application/json", body: JSON.stringify(body ?? {}) };
  if (endpoint.body?.kind !== "upload") return { contentType: null, body: null };
  const { formFields } = endpoint.body;
  const file = inputOf(String(body));
  const sent = formFields === undefined ? file : formUpload(file, formFields);
  return { contentType: formFields === undefined ? "application/x-ndjson" : sent.type, body: sent };
}

function codeOf(response: Response, text: string): string | null {
  if (response.ok) return null;
  try {
    const { error } = JSON.parse(text) as { error?: { code?: string } }; // any envelope: looked at as it came
    return error?.code ?? null;
  } catch {
    return null;
  }
}

/** What is wrong with a refusal: nothing, or a sentence. */
export function faultOfRefusal(
  endpoint: Endpoint,
  { status, code }: MatrixAnswer,
  wanted: Readonly<Record<number, readonly string[]>>,
): string | null {
  const codes = wanted[status];
  const came = `${status} ${code}`;
  if (codes === undefined || code === null || !codes.includes(code))
    return `came ${came}, should have been ${Object.entries(wanted)
      .map(([one, names]) => `${one} ${names.join(" or ")}`)
      .join(", or ")}`;
  const declared: readonly string[] = errorCodesOf(endpoint);
  return declared.includes(code) ? null : `${came} is not declared`;
}
