import type { LaneHealth, LaneState } from "#contract/catalog.ts";
import type { Clock } from "../clock.ts";
import type { CatalogLane } from "./catalog-lane.ts";
import type { Catalog } from "./catalog.ts";

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
  /** How a lane is at this moment. */
  health: (lane: CatalogLane) => LaneHealth;
  breaker: (lane_id: string) => LaneState["breaker"];
  /** The lanes with some activity, read from the database. */
  listActivity: () => Promise<ReadonlyMap<string, LaneActivity>>;
  /** Whether every refresh reads, so that what a quote sees depends on nobody's looking before it. */
  readsAlways: () => boolean;
}

/** The state of every lane, out of memory. */
export interface LaneStates {
  /** By lane id. Health and breaker are of this moment, the rest as of the last refresh. Costs no query. */
  current(): ReadonlyMap<string, LaneState>;
  /** Reads the activity again when it is older than two seconds, calls at the same time sharing one reading; or always. */
  refresh(): Promise<void>;
}

const FRESH_MS = 2_000;

/** Before the first refresh every lane counts as idle and unmeasured. */
export function createLaneStates(sources: LaneStateSources): LaneStates {
  const { catalog, clock, listActivity, readsAlways } = sources;
  const modelCounts = countModels(catalog);
  let activity: ReadonlyMap<string, LaneActivity> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    try {
      activity = await listActivity();
      readAt = clock.now().getTime();
    } finally {
      reading = undefined;
    }
  }

  return {
    current: () =>
      new Map(
        catalog.lanes.map((lane) => [
          lane.lane_id,
          laneState(sources, lane, activity.get(lane.lane_id), modelCounts.get(lane.lane_id) ?? 0),
        ]),
      ),
    async refresh() {
      if (readsAlways()) return read();
      if (clock.now().getTime() - readAt < FRESH_MS) return;
      reading ??= read();
      await reading;
    },
  };
}

function laneState(
  { health, breaker }: LaneStateSources,
  lane: CatalogLane,
  activity: LaneActivity | undefined,
  models: number,
): LaneState {
  return {
    lane_id: lane.lane_id,
    display_name: lane.display_name,
    provider: lane.provider,
    region: lane.region,
    adapter: lane.adapter,
    privacy_tiers: lane.privacy_tiers,
    hosted_tools: lane.hosted_tools,
    completion_window: lane.completion_window,
    health: health(lane),
    models,
    backlog_items: activity?.backlog_items ?? 0,
    success_rate: activity?.success_rate ?? null,
    items_per_second: activity?.items_per_second ?? null,
    breaker: breaker(lane.lane_id),
  };
}

function countModels(catalog: Catalog): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { lane } of catalog.models.flatMap(({ offerings }) => offerings)) {
    counts.set(lane.lane_id, (counts.get(lane.lane_id) ?? 0) + 1);
  }
  return counts;
}
