import { createHmac, timingSafeEqual } from "node:crypto";
import type { ArtifactKind } from "#contract/batches.ts";
import type { BatchId } from "#contract/primitives.ts";

/** Makes and checks links that open an artifact to whoever holds them, until they run out. */
export interface ArtifactLinks {
  /** An absolute URL, good until `expires` (cut to whole seconds). */
  linkTo(batch_id: BatchId, kind: ArtifactKind, expires: Date): string;
  /** Whether the signature is ours for exactly these values; says nothing of whether the time is over. */
  isSigned(batch_id: BatchId, kind: ArtifactKind, expires: number, signature: string): boolean;
}

/** Links below `publicUrl` (no slash at its end), signed with HMAC-SHA256. */
export function createArtifactLinks(publicUrl: string, secret: Uint8Array): ArtifactLinks {
  const signatureOf = (batch_id: BatchId, kind: ArtifactKind, expires: number): Buffer =>
    createHmac("sha256", secret).update(`artifact\n${batch_id}\n${kind}\n${expires}`).digest();
  return {
    linkTo: (batch_id, kind, expires) => {
      const seconds = Math.floor(expires.getTime() / 1_000);
      const signature = signatureOf(batch_id, kind, seconds).toString("base64url");
      return `${publicUrl}/v1/artifacts/${batch_id}/${kind}?expires=${seconds}&signature=${signature}`;
    },
    isSigned: (batch_id, kind, expires, signature) => {
      const given = Buffer.from(signature, "base64url");
      const wanted = signatureOf(batch_id, kind, expires);
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
  };
}

const DAY_MS = 86_400_000;
const LINK_DAYS = 7;

/**
 * Until when a link that a batch shows is good: at least 7 days from now, at most 8. It changes once a day, counted
 * from the batch's end, so that a batch which has not changed looks the same in between.
 */
export function linkExpiry(completed_at: Date, now: Date): Date {
  const age = Math.max(0, now.getTime() - completed_at.getTime());
  const days = Math.floor(age / DAY_MS) + 1 + LINK_DAYS;
  return new Date(completed_at.getTime() + days * DAY_MS);
}
