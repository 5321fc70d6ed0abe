import { explainVerification } from "#contract/webhook-verification.ts";
import type { InboxReceipt } from "#contract/local.ts";
import type { Verdicts } from "./verdict.ts";

/** A secret that this tab has seen, and what it was made for. */
export interface KnownSecret {
  secret: string;
  /** A run id or a batch id; null is the organisation's endpoint. */
  owner_id: string | null;
  /** It was rotated out since. */
  isPrevious: boolean;
}

/** The secrets of one owner as candidates, the newest first. */
export function candidatesOf(owner_id: string | null, secrets: readonly string[]): KnownSecret[] {
  return secrets.map((secret, index) => ({ secret, owner_id, isPrevious: index > 0 }));
}

/** A receipt as a verifier sees it, at the moment when it came: an old receipt is no replay. */
export function verificationInput(secret: string, receipt: InboxReceipt) {
  return {
    secret,
    headers: receipt.headers,
    body: receipt.body,
    now: new Date(receipt.received_at),
  };
}

export interface CheckedReceipt {
  known: KnownSecret;
  verdicts: Verdicts;
}

const schemesHeld = ({ hex, standard }: Verdicts): number =>
  Number(hex.valid) + Number(standard.valid);

/**
 * A receipt checked with the secret that fits it best, as a receiver does during a rotation; of secrets that fit alike the
 * first. Undefined when there is none.
 */
export async function checkReceipt(
  receipt: InboxReceipt,
  candidates: readonly KnownSecret[],
): Promise<CheckedReceipt | undefined> {
  const checked = await Promise.all(
    candidates.map(async (known) => ({
      known,
      verdicts: await explainVerification(verificationInput(known.secret, receipt)),
    })),
  );
  let best: CheckedReceipt | undefined;
  for (const one of checked) {
    if (best === undefined || schemesHeld(one.verdicts) > schemesHeld(best.verdicts)) best = one;
  }
  return best;
}
