import { DELIVERY_TIMEOUT_MS } from "#contract/webhook-events.ts";
import type { Clock } from "../clock.ts";
import type { Egress, EgressAnswer } from "../egress/egress.ts";
import { EgressFailure, egressFailure } from "../egress/egress-failure.ts";
import type { AttemptOutcome, DueDelivery } from "./delivery-rounds-store.ts";
import { parseRetryAfter } from "./retry-schedule.ts";
import type { SecretBox } from "./secret-box.ts";
import { signatureHeaders } from "./sign-delivery.ts";

const KEPT_RESPONSE_BYTES = 2_048;
const USER_AGENT = "Batchrouter-Webhooks/1";

/** What became of an attempt, and what that means for the delivery. */
export interface SentAttempt {
  outcome: AttemptOutcome;
  verdict: "delivered" | "gone" | "retry" | "hopeless";
  retryAfterMs: number | null;
}

export interface SendDependencies {
  egress: Egress;
  clock: Clock;
  secretBox: SecretBox;
  /** How long a receiver may take to answer; the contract's 10 s unless a test has less patience. */
  timeoutMs?: number;
}

/** Signs a delivery's bytes with the time of this attempt and sends them once; a failure of the network is an outcome too. */
export async function sendWebhook(
  { egress, clock, secretBox, timeoutMs = DELIVERY_TIMEOUT_MS }: SendDependencies,
  delivery: DueDelivery,
  signal: AbortSignal,
): Promise<SentAttempt> {
  const at = clock.now();
  const body = new TextEncoder().encode(delivery.body);
  const headers = signedHeaders(delivery, body, at, secretBox);
  // By the gateway's clock, which in a rehearsal is not the machine's.
  const elapsedMs = (): number => Math.max(0, clock.now().getTime() - at.getTime());
  try {
    const answer = await egress.send({
      method: "POST",
      url: delivery.url,
      headers,
      body,
      signal,
      timeoutMs,
      maxResponseBytes: KEPT_RESPONSE_BYTES,
      whenLarger: "cut",
      // Receivers know an event by its id.
      isRepeatable: true,
    });
    if (elapsedMs() > timeoutMs) throw egressFailure("timeout");
    return judgeAnswer(answer, at, elapsedMs());
  } catch (error) {
    if (!(error instanceof EgressFailure) || error.code === "aborted") throw error;
    return failedAttempt(error, at, Math.min(elapsedMs(), timeoutMs));
  }
}

function signedHeaders(
  delivery: DueDelivery,
  body: Uint8Array,
  at: Date,
  secretBox: SecretBox,
): Record<string, string> {
  const { event_id: eventId, previous_sealed_secret: previous, previous_valid_until } = delivery;
  const secret = secretBox.open(delivery.sealed_secret);
  const isRotating =
    previous !== null && previous_valid_until !== null && at < previous_valid_until;
  return {
    "content-type": "application/json",
    "user-agent": USER_AGENT,
    ...signatureHeaders(
      { eventId, body, at },
      isRotating ? [secret, secretBox.open(previous)] : [secret],
    ),
  };
}

function judgeAnswer(answer: EgressAnswer, at: Date, duration_ms: number): SentAttempt {
  const { status } = answer;
  const isRedirect = status >= 300 && status < 400;
  const outcome = {
    at,
    duration_ms,
    status_code: status,
    response_body: readableText(answer.body),
    error: isRedirect
      ? { code: "redirect", message: "The receiver redirects; redirects are not followed." }
      : null,
  };
  const answeredAt = new Date(at.getTime() + duration_ms);
  const retryAfterMs = parseRetryAfter(answer.headers["retry-after"], answeredAt);
  if (status >= 200 && status < 300) return { outcome, verdict: "delivered", retryAfterMs: null };
  return { outcome, verdict: status === 410 ? "gone" : "retry", retryAfterMs };
}

/** Addresses that nothing is sent to stay what they are: another attempt would only ask the same question again. */
const HOPELESS = new Set(["refused_address", "insecure_url", "invalid_request"]);

function failedAttempt(failure: EgressFailure, at: Date, durationMs: number): SentAttempt {
  const error = { code: failure.code, message: failure.message };
  const outcome = { at, duration_ms: durationMs, status_code: null, response_body: null, error };
  return {
    outcome,
    verdict: HOPELESS.has(failure.code) ? "hopeless" : "retry",
    retryAfterMs: null,
  };
}

/** The database's text takes no NUL; a character that was cut in two at the end is left out. */
function readableText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes, { stream: true }).replaceAll("\0", "\u{fffd}");
}
