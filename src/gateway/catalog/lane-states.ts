import type { LaneState } from "#contract/catalog.ts";
import type { Clock } from "../clock.ts";
import type { CatalogLane, SandboxCatalogLane } from "./catalog-lane.ts";
import type { Catalog } from "./catalog.ts";

/** How a lane is, as far as its calls tell. */
export type LaneCondition = Pick<
  LaneState,
  | "health"
  | "health_reason"
  | "health_since"
  | "breaker"
  | "tried_again_at"
  | "success_rate"
  | "latency_ms"
  | "measured_calls"
>;

/** How busy a lane is and how it has fared. */
export interface LaneActivity {
  backlog_items: number;
  /** From 0 to 1; null until something has run. */
  success_rate: number | null;
  items_per_second: number | null;
}

export interface LaneStateSources {
  catalog: Catalog;
  clock: Clock;
  /** How a sandbox lane is told to be at this moment. */
  playedHealth: (lane: SandboxCatalogLane) => Pick<LaneState, "health" | "health_reason">;
  /** The lanes with some activity, read from the database. */
  listActivity: () => Promise<ReadonlyMap<string, LaneActivity>>;
  /** The lanes to providers that something is known of, as the calls of all processes tell. */
  listConditions: () => Promise<ReadonlyMap<string, LaneCondition>>;
  /** Whether every refresh reads, so that what a quote sees depends on nobody's looking before it. */
  readsAlways: () => boolean;
}

/** The state of every lane, out of memory. */
export interface LaneStates {
  /** By lane id. The health of sandbox lanes is of this moment, the rest as of the last refresh. Costs no query. */
  current(): ReadonlyMap<string, LaneState>;
  /** Reads again when it is older than two seconds, calls at the same time sharing one reading; or always. */
  refresh(): Promise<void>;
}

const FRESH_MS = 2_000;

/** A lane that nothing was found out about. */
const UNKNOWN: LaneCondition = {
  health: "healthy",
  health_reason: null,
  health_since: null,
  breaker: "closed",
  tried_again_at: null,
  success_rate: null,
  latency_ms: null,
  measured_calls: 0,
};

/** Before the first refresh every lane counts as idle, healthy and unmeasured, but for sandbox lanes that are told to be down. */
export function createLaneStates(sources: LaneStateSources): LaneStates {
  const { catalog, clock, listActivity, listConditions, playedHealth, readsAlways } = sources;
  const modelCounts = countModels(catalog);
  let activity: ReadonlyMap<string, LaneActivity> = new Map();
  let conditions: ReadonlyMap<string, LaneCondition> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    try {
      [activity, conditions] = await Promise.all([listActivity(), listConditions()]);
      readAt = clock.now().getTime();
    } finally {
      reading = undefined;
    }
  }

  function conditionOf(lane: CatalogLane): LaneCondition {
    if (lane.adapter !== "sandbox") return conditions.get(lane.lane_id) ?? UNKNOWN;
    const success_rate = activity.get(lane.lane_id)?.success_rate ?? null;
    return { ...UNKNOWN, ...playedHealth(lane), success_rate };
  }

  function stateOf(lane: CatalogLane): LaneState {
    const { lane_id } = lane;
    return {
      lane_id,
      display_name: lane.display_name,
      provider: lane.provider,
      region: lane.region,
      adapter: lane.adapter,
      privacy_tiers: lane.privacy_tiers,
      hosted_tools: lane.hosted_tools,
      completion_window: lane.completion_window,
      models: modelCounts.get(lane_id) ?? 0,
      backlog_items: activity.get(lane_id)?.backlog_items ?? 0,
      items_per_second: activity.get(lane_id)?.items_per_second ?? null,
      ...conditionOf(lane),
    };
  }

  return {
    current: () => new Map(catalog.lanes.map((lane) => [lane.lane_id, stateOf(lane)])),
    async refresh() {
      if (readsAlways()) return read();
      if (clock.now().getTime() - readAt < FRESH_MS) return;
      reading ??= read();
      await reading;
    },
  };
}

function countModels(catalog: Catalog): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { lane } of catalog.models.flatMap(({ offerings }) => offerings)) {
    counts.set(lane.lane_id, (counts.get(lane.lane_id) ?? 0) + 1);
  }
  return counts;
}
