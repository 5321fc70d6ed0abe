import { createEgress, type Egress, type EgressOptions } from "../egress/egress.ts";

/** Shorter than any server in use keeps an idle connection, and long enough for the events of a moment. */
const IDLE_MS = 1_000;

/** The way out to clients' receivers. Connections are kept for a moment, since events come in bursts. */
export function createReceiverEgress(
  options: Pick<EgressOptions, "allowLoopback" | "allowed" | "resolve">,
): Egress {
  return createEgress({ ...options, keepsConnections: true, idleConnectionMs: IDLE_MS });
}
