import { createHmac } from "node:crypto";
import { SIGNATURE_HEADER, STANDARD_HEADERS } from "#contract/webhook-events.ts";
import { standardKey } from "#contract/webhook-signature.ts";
import type { EventId } from "#contract/primitives.ts";

export interface SignedContent {
  eventId: EventId;
  body: Uint8Array;
  /** Of this attempt. */
  at: Date;
}

/**
 * The headers by which a receiver knows that a delivery is genuine: the body signed with the first secret, and by the Standard
 * Webhooks scheme with each of them. By Node's own HMAC, since WebCrypto hands every signature to another thread, at ten
 * times the cost.
 */
export function signatureHeaders(
  { eventId, body, at }: SignedContent,
  secrets: readonly [string, ...string[]],
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const standard = secrets.map((secret) => {
    const hmac = createHmac("sha256", standardKey(secret));
    return `v1,${hmac.update(`${eventId}.${timestamp}.`).update(body).digest("base64")}`;
  });
  return {
    [SIGNATURE_HEADER]: createHmac("sha256", secrets[0]).update(body).digest("hex"),
    [STANDARD_HEADERS.id]: eventId,
    [STANDARD_HEADERS.timestamp]: timestamp,
    [STANDARD_HEADERS.signature]: standard.join(" "),
  };
}
