import type { SandboxCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { LaneRequest } from "../lane.ts";
import { drawsFor } from "./chance.ts";
import { SCENARIO_EFFECTS, type SandboxSettings } from "./scenarios.ts";

/** Where the 95th percentile of a normal distribution lies, in standard deviations. */
const P95_DEVIATIONS = 1.645;
/** No call takes longer than this many times the lane's 95th percentile. */
const LONGEST = 3;

/** How long a call takes, in milliseconds: log-normal about the lane's median, the same on every run. */
export function latencyOf(
  lane: SandboxCatalogLane,
  settings: SandboxSettings,
  request: LaneRequest,
): number {
  const { median, p95 } = lane.sandbox.latency_ms;
  const draws = drawsFor(
    "latency",
    settings.seed,
    request.batch_seed,
    request.custom_id,
    lane.lane_id,
    request.attempt,
  );
  // Box–Muller; 1 − u keeps the logarithm away from 0.
  const normal = Math.sqrt(-2 * Math.log(1 - draws.next())) * Math.cos(2 * Math.PI * draws.next());
  const spread = Math.log(p95 / median) / P95_DEVIATIONS;
  const own = Math.min(median * Math.exp(spread * normal), p95 * LONGEST);
  return (own * SCENARIO_EFFECTS[settings.scenario].latency_factor) / settings.speed;
}
