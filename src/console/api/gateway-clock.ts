import type { Exchange } from "#contract/client.ts";
import { REHEARSAL_NOW_HEADER } from "#contract/rehearsal-header.ts";
import { gatewayNow, holdGatewayClock, isGatewayClockHeld } from "../ui/gateway-clock.ts";

/** The gateway's time as one answer told it. */
interface Sighting {
  /** Null: no rehearsal is on. */
  atMs: number | null;
  /** When the answer was here, by this browser's clock. */
  receivedMs: number;
}

const sightings = new Map<string, Sighting>();
let shownEnvironment: string | undefined;

/** The moment of a rehearsal at which an answer was given, in milliseconds since the epoch; null outside of one. */
export function rehearsalNowOf({ response_headers }: Pick<Exchange, "response_headers">) {
  const told = response_headers[REHEARSAL_NOW_HEADER];
  const atMs = told === undefined ? NaN : Date.parse(told);
  return Number.isNaN(atMs) ? null : atMs;
}

/**
 * Takes the gateway's time from an answer. Answers can overtake each other: one to a call that went out before the last
 * was in counts only when it is of a later moment; one to a later call always counts, as after a gateway was emptied.
 */
export function noteGatewayClock(environmentId: string, exchange: Exchange): void {
  if (exchange.status === null) return;
  const atMs = rehearsalNowOf(exchange);
  const sentMs = exchange.started_at.getTime();
  const last = sightings.get(environmentId);
  const isAfter = last === undefined || sentMs >= last.receivedMs;
  const isLater = atMs !== null && last?.atMs != null && atMs > last.atMs;
  if (!isAfter && !isLater) return;
  sightings.set(environmentId, { atMs, receivedMs: sentMs + exchange.duration_ms });
  if (environmentId === shownEnvironment) holdGatewayClock(atMs);
}

/** Makes an environment's time the one that the pages go by. */
export function showClockOf(environmentId: string): void {
  shownEnvironment = environmentId;
  holdGatewayClock(sightings.get(environmentId)?.atMs ?? null);
}

/** How old a thing is, for how often to ask after it; a rehearsal's time says nothing of how long one has waited here. */
export function pollingAgeMs(since: string): number {
  return isGatewayClockHeld() ? 0 : gatewayNow() - Date.parse(since);
}

/** In a rehearsal a moment that lies ahead may be here at once: it is not waited for longer than this. */
const REHEARSAL_WAIT_MS = 1_500;

/** A wait until a moment that the gateway has named, as long as it can be in real time. */
export function realWaitMs(waitMs: number | false): number | false {
  return waitMs === false || !isGatewayClockHeld() ? waitMs : Math.min(waitMs, REHEARSAL_WAIT_MS);
}
