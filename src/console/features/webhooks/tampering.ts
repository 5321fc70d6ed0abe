import { STANDARD_HEADERS } from "#contract/webhook-events.ts";
import {
  TIMESTAMP_TOLERANCE_SECONDS,
  type VerificationInput,
} from "#contract/webhook-verification.ts";

/** The ways to break a copy of a delivery, in the order in which they are offered. */
export const TAMPERINGS = ["byte", "secret", "replay", "header"] as const;
export type Tampering = (typeof TAMPERINGS)[number];

/** Twice the span that a receiver tolerates: no clock is so wrong that it would pass. */
export const REPLAY_AFTER_SECONDS = 2 * TIMESTAMP_TOLERANCE_SECONDS;

/** What is verified, with the body as text: tampering is done on what a person can read. */
export type TextDelivery = VerificationInput & { body: string };

export interface TamperedDelivery extends TextDelivery {
  /** Where in the body a byte was changed; null when none was. */
  changed_at: number | null;
}

/** A copy of a delivery, broken in the ways asked for; the delivery itself stays as it came. */
export function tamper(delivery: TextDelivery, ways: ReadonlySet<Tampering>): TamperedDelivery {
  const changed = ways.has("byte") ? changeByte(delivery.body) : { body: delivery.body, at: null };
  const replayMs = ways.has("replay") ? REPLAY_AFTER_SECONDS * 1_000 : 0;
  return {
    body: changed.body,
    changed_at: changed.at,
    secret: ways.has("secret") ? `${delivery.secret}-not` : delivery.secret,
    now: new Date(delivery.now.getTime() + replayMs),
    headers: ways.has("header")
      ? withoutHeader(delivery.headers, STANDARD_HEADERS.id)
      : delivery.headers,
  };
}

/** The first letter or digit from the middle on becomes its neighbour: one byte, and still JSON in most places. */
function changeByte(body: string): { body: string; at: number } {
  const middle = Math.floor(body.length / 2);
  const offset = body.slice(middle).search(/[a-y0-8]/);
  const at = offset === -1 ? body.search(/[a-y0-8]/) : middle + offset;
  if (at === -1) return { body: `${body} `, at: body.length };
  const changed = String.fromCharCode(body.charCodeAt(at) + 1);
  return { body: body.slice(0, at) + changed + body.slice(at + 1), at };
}

function withoutHeader(
  headers: Readonly<Record<string, string>>,
  name: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([other]) => other.toLowerCase() !== name),
  );
}
