import { hmacSha256 } from "./hmac-sha256.ts";
import { randomBytes, type RandomBytes } from "./random-bytes.ts";

const SECRET_PREFIX = "whsec_";
const GENERATED_SECRET_BYTES = 32;
const PADDED_BASE64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

const utf8 = new TextEncoder();

/** A fresh signing secret: `whsec_` and the padded standard base64 of 32 random bytes. */
export function newWebhookSecret(random: RandomBytes = randomBytes): string {
  return SECRET_PREFIX + toBase64(random("webhook secret", GENERATED_SECRET_BYTES));
}

/**
 * The key bytes of the Standard Webhooks scheme: what `whsec_<padded base64>` decodes to; of any other secret its
 * UTF-8 bytes. A receiver built on the `standardwebhooks` library passes a `whsec_` secret as it is, and of any other
 * secret the base64 of its UTF-8 bytes.
 */
export function standardKey(secret: string): Uint8Array {
  const encoded = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : "";
  return PADDED_BASE64.test(encoded) ? fromBase64(encoded) : utf8.encode(secret);
}

/** The value of `X-BatchRouter-Signature`: hex HMAC-SHA256 of the raw body, keyed with the secret's whole text in UTF-8. */
export async function signHex(secret: string, body: Uint8Array): Promise<string> {
  return toHex(await hmacSha256(utf8.encode(secret), body));
}

/** What the Standard Webhooks scheme signs: `id.timestamp.body`. */
export function standardContent(id: string, timestamp: string, body: Uint8Array): Uint8Array {
  const head = utf8.encode(`${id}.${timestamp}.`);
  const content = new Uint8Array(head.length + body.length);
  content.set(head);
  content.set(body, head.length);
  return content;
}

/** One entry of `webhook-signature`: `v1,<base64>`; `timestamp` is in Unix seconds and is the attempt's, not the event's. */
export async function signStandard(
  secret: string,
  id: string,
  timestamp: number,
  body: Uint8Array,
): Promise<string> {
  return signStandardContent(secret, standardContent(id, String(timestamp), body));
}

/** `signStandard` over content that is put together already. */
export async function signStandardContent(secret: string, content: Uint8Array): Promise<string> {
  return `v1,${toBase64(await hmacSha256(standardKey(secret), content))}`;
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
