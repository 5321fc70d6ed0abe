import type { AnswerHeaders, PlainAnswer } from "./answers.ts";
import { securityHeaders } from "./security-headers.ts";

/** What a request's answer carries whatever it is. */
export interface CommonHeaders {
  isPage: boolean;
  /** In the place of what the answer has by these names itself. */
  always: Readonly<AnswerHeaders>;
  /** Those that a page of another origin is told; `vary` is added to what the answer has of it. */
  crossOrigin: Readonly<AnswerHeaders>;
}

/** Where an answer does not say how long it may be kept. */
const NOT_KEPT = "no-store";

/**
 * The answer as it is sent, with the headers of all answers put into its own. `isHead`: without its body. Name by name: a copy by
 * `...` to which names are added takes V8 as long as all else that is done with the headers.
 */
export function finishAnswer(
  { status, headers, text }: PlainAnswer,
  { isPage, always, crossOrigin }: CommonHeaders,
  isHead: boolean,
): Response {
  headers["cache-control"] ??= NOT_KEPT;
  const security = securityHeaders(isPage);
  for (const name in security) headers[name] ??= security[name] ?? "";
  const vary = varyOf(headers.vary, isPage, crossOrigin.vary);
  for (const name in always) headers[name] = always[name] ?? "";
  for (const name in crossOrigin) headers[name] = crossOrigin[name] ?? "";
  if (vary !== "") headers.vary = vary;
  // A record: what makes these bytes again takes it as it is, and `Headers` would be taken apart.
  return new Response(isHead ? null : text, { status, headers });
}

/** The same for what is a response already; in place, since copying it would open its body. */
export function finishResponse(
  response: Response,
  { isPage, always, crossOrigin }: CommonHeaders,
): Response {
  const { headers } = response;
  if (!headers.has("cache-control")) headers.set("cache-control", NOT_KEPT);
  for (const [name, value] of Object.entries(securityHeaders(isPage)))
    if (!headers.has(name)) headers.set(name, value);
  const vary = varyOf(headers.get("vary") ?? undefined, isPage, crossOrigin.vary);
  for (const [name, value] of Object.entries(always)) headers.set(name, value);
  for (const [name, value] of Object.entries(crossOrigin)) headers.set(name, value);
  if (vary !== "") headers.set("vary", vary);
  return response;
}

function varyOf(own: string | undefined, isPage: boolean, crossOrigin: string | undefined): string {
  if (own === undefined && crossOrigin === undefined) return isPage ? "" : "Authorization";
  return [own, isPage ? undefined : "Authorization", crossOrigin]
    .filter((part) => part !== undefined)
    .join(", ");
}
