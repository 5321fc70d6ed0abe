import type { Catalog } from "#gateway/catalog/catalog.ts";
import type { Lane } from "./lane.ts";
import { createSandboxLane, type SandboxWait } from "./sandbox/sandbox-lane.ts";
import type { SandboxSettings } from "./sandbox/scenarios.ts";

/** A lane for every lane of the catalog, by id; `settings` is asked at every call, so changes hold at once. */
export function createLanes(
  catalog: Catalog,
  settings: () => SandboxSettings,
  wait: SandboxWait,
): Map<string, Lane> {
  return new Map(
    catalog.lanes.map((lane) => [lane.lane_id, createSandboxLane(lane, settings, wait)]),
  );
}
