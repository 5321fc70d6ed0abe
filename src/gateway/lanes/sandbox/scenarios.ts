import type { LaneHealth, LaneState } from "#contract/catalog.ts";
import type { SandboxSettings as WireSettings } from "#contract/local.ts";
import type { SandboxCatalogLane } from "#gateway/catalog/catalog-lane.ts";

/** How the sandbox lanes behave; the same fields as on the wire, less those that are not for the lanes. */
export type SandboxSettings = Pick<WireSettings, "scenario" | "seed" | "speed" | "failure_rates">;
type SandboxScenario = SandboxSettings["scenario"];

/** What a scenario changes on every lane. */
interface ScenarioEffect {
  /** In a sentence, for people. */
  description: string;
  /** Multiplies the lane's latency. */
  latency_factor: number;
  /** Added to the lane's share of calls that fail with provider_429. */
  added_rate_limit_rate: number;
  /** Added to the lane's share of calls that fail with provider_500 or provider_timeout. */
  added_failure_rate: number;
  /** Share of items that fail for good, on whatever lane, with content_policy or invalid_input. */
  rejected_item_rate: number;
  /** Whether lanes that are up count as degraded. */
  degrades: boolean;
  /** Whether every lane is down. */
  all_down: boolean;
}

const CALM: ScenarioEffect = {
  description:
    "Every lane as the catalog states it: failures are few and all of them pass on another attempt.",
  latency_factor: 1,
  added_rate_limit_rate: 0,
  added_failure_rate: 0,
  rejected_item_rate: 0,
  degrades: false,
  all_down: false,
};

/** Every scenario and what it does. Lanes that name a scenario under `down_in` are down in it besides. */
export const SCENARIO_EFFECTS: Record<SandboxScenario, ScenarioEffect> = {
  calm: CALM,
  busy: {
    ...CALM,
    description:
      "Lanes take three times as long and turn away one call in twenty; two of them are down.",
    latency_factor: 3,
    added_rate_limit_rate: 0.05,
    degrades: true,
  },
  "partial-failure": {
    ...CALM,
    description:
      "Eight items in a hundred are rejected for good, one call in ten fails once, and one provider is down.",
    added_failure_rate: 0.1,
    rejected_item_rate: 0.08,
  },
  "rate-limited": {
    ...CALM,
    description: "Lanes turn away one call in three with a time to wait; two of them are down.",
    added_rate_limit_rate: 0.33,
    degrades: true,
  },
  outage: {
    ...CALM,
    description:
      "Every lane is down: each call fails with lane_unavailable, so that a batch ends failed.",
    all_down: true,
  },
  slow: {
    ...CALM,
    description:
      "Lanes take ten times as long, so that progress, deadlines and cancelling can be watched.",
    latency_factor: 10,
    degrades: true,
  },
};

/** How a lane is in the scenario of the moment. */
export function sandboxLaneHealth(lane: SandboxCatalogLane, scenario: SandboxScenario): LaneHealth {
  const effect = SCENARIO_EFFECTS[scenario];
  if (effect.all_down || lane.sandbox.down_in.includes(scenario)) return "down";
  return effect.degrades ? "degraded" : "healthy";
}

/** The same, with why it is not healthy. */
export function playedHealth(
  lane: SandboxCatalogLane,
  scenario: SandboxScenario,
): Pick<LaneState, "health" | "health_reason"> {
  const health = sandboxLaneHealth(lane, scenario);
  const health_reason = health === "healthy" ? null : `The sandbox plays the scenario ${scenario}.`;
  return { health, health_reason };
}
