/**
 * What the console's pages may load. Connections leave the own origin only for environments that a person adds: another
 * gateway on this machine, by the scheme that the page came by or https, or an https service.
 */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'self' 127.0.0.1:* localhost:* https:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** An API answer is never a page: should a browser take it for one, it may do nothing. */
const ANSWER_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** What a page, and all that it frames, may not ask a person for: the console needs nothing of it. */
const PERMISSIONS = [
  "accelerometer",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "hid",
  "idle-detection",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "publickey-credentials-get",
  "serial",
  "usb",
  "xr-spatial-tracking",
]
  .map((feature) => `${feature}=()`)
  .join(", ");

const common = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy": PERMISSIONS,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};
const ofPages = { "content-security-policy": PAGE_POLICY, ...common };
const ofAnswers = { "content-security-policy": ANSWER_POLICY, ...common };

/** The headers of every answer; `isPage` for the console's own files. */
export function securityHeaders(isPage: boolean): Readonly<Record<string, string>> {
  return isPage ? ofPages : ofAnswers;
}
