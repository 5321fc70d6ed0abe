import type { AllowedTargets } from "#gateway/egress/allowed-targets.ts";
import { createEgress, type Egress } from "#gateway/egress/egress.ts";
import type { EgressPolicy } from "#gateway/egress/target.ts";

/**
 * Where lanes may go. Their addresses are written down by who runs the gateway and never come from a client, so servers on
 * this machine and in one's own network are allowed, by plain http too; links' own addresses and clouds' metadata are not,
 * since a name could lead there against its owner's will.
 */
export const LANE_EGRESS_POLICY: EgressPolicy = { allowLoopback: true, allowPrivate: true };

/** The way out for lanes. Connections are kept, since making one costs as much as many an answer. */
export function createLaneEgress(allowed?: AllowedTargets): Egress {
  const listed = allowed === undefined ? {} : { allowed };
  return createEgress({ ...LANE_EGRESS_POLICY, ...listed, keepsConnections: true });
}
