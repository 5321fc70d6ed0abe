import { INSTANCE_HEADER } from "#contract/catalog.ts";
import { REHEARSAL_NOW_HEADER } from "#contract/rehearsal-header.ts";

/** What a page of another origin may send and read beside what any page may. */
const REQUEST_HEADERS = "authorization, content-type, idempotency-key, if-none-match";
const ANSWER_HEADERS = [
  "content-disposition",
  "etag",
  "idempotent-replayed",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  INSTANCE_HEADER,
  REHEARSAL_NOW_HEADER,
  "x-request-id",
].join(", ");
const METHODS = "GET, POST, PUT, DELETE";
const REMEMBERED_SECONDS = "600";

/** The headers that let the page of another origin read an answer; none for a page that is not allowed to. */
export type CrossOrigin = (request: Request, pathname: string) => Record<string, string>;

/**
 * Lets pages of these exact origins call the API under `/v1/`, which takes a credential that the page has to have and never
 * a cookie. What stands under `/local/` needs no credential, and stays with the gateway's own pages.
 */
export function createCrossOrigin(allowedOrigins: readonly string[]): CrossOrigin {
  const allowed = new Set(allowedOrigins);

  return (request, pathname) => {
    if (allowed.size === 0 || !pathname.startsWith("/v1/")) return {};
    const origin = request.headers.get("origin");
    if (origin === null || !allowed.has(origin)) return { vary: "Origin" };
    return {
      vary: "Origin",
      "access-control-allow-origin": origin,
      "access-control-expose-headers": ANSWER_HEADERS,
      ...(request.method === "OPTIONS"
        ? {
            "access-control-allow-headers": REQUEST_HEADERS,
            "access-control-allow-methods": METHODS,
            "access-control-max-age": REMEMBERED_SECONDS,
          }
        : {}),
    };
  };
}
