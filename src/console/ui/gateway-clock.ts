/** Null: the gateway goes by the real time, as this browser does. */
let heldMs: number | null = null;
const listeners = new Set<() => void>();

/** The gateway's time in milliseconds since the epoch: the browser's, unless a rehearsal holds it at a moment of its own. */
export function gatewayNow(): number {
  return heldMs ?? Date.now();
}

/** Whether the gateway's time stands still between its answers, as it does in a rehearsal. */
export function isGatewayClockHeld(): boolean {
  return heldMs !== null;
}

/** Holds the gateway's time at a moment (milliseconds since the epoch); null lets it go with the browser's again. */
export function holdGatewayClock(atMs: number | null): void {
  if (atMs === heldMs) return;
  heldMs = atMs;
  for (const listener of listeners) listener();
}

/** Calls the listener whenever the gateway's time is held, moved on or let go; gives what ends that. */
export function subscribeGatewayClock(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
