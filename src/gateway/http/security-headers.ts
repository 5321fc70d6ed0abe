/**
 * What the console's pages may load. Connections leave the own origin only for environments that a person adds:
 * another local gateway, or an https service.
 */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'self' http://127.0.0.1:* http://localhost:* https:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** An API answer is never a page: should a browser take it for one, it may do nothing. */
const ANSWER_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** The headers of every answer; `isPage` for the console's own files. */
export function securityHeaders(isPage: boolean): Record<string, string> {
  return {
    "content-security-policy": isPage ? PAGE_POLICY : ANSWER_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  };
}
