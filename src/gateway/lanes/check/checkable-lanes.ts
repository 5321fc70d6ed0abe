import { isBatchAdapter } from "#contract/catalog.ts";
import type { Catalog, CatalogModel, Offering } from "#gateway/catalog/catalog.ts";
import type { CatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { Lane } from "../lane.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { createLanes, type LaneParts } from "../registry.ts";

/** A model with its price on the lane that it is asked on. */
export interface OfferedModel {
  model: CatalogModel;
  offering: Offering;
}

/** A lane with all that it takes to ask it once. */
export interface CheckableLane {
  entry: CatalogLane;
  lane: Lane;
  /** How its provider is reached; null for a sandbox lane. */
  connection: LaneConnection | null;
  /** In the order of `lanes.json`, else of the catalog. */
  models: readonly OfferedModel[];
}

type CheckParts = Omit<LaneParts, "wait"> & {
  /** Lays metrics and traces around the lanes. */
  observe?: (lanes: ReadonlyMap<string, Lane>) => ReadonlyMap<string, Lane>;
};

/**
 * Every lane of the catalog, fit to be asked by hand, by id. The sandbox's answer at once and fail by no chance of their own:
 * a check asks whether a lane works, not whether it is lucky. What their scenario does to them stays.
 */
export function createCheckableLanes(
  catalog: Catalog,
  { observe = (lanes) => lanes, ...parts }: CheckParts,
): ReadonlyMap<string, CheckableLane> {
  const steady = { lanes: catalog.lanes.map(withoutChance) };
  const lanes = observe(createLanes(steady, { ...parts, wait: noWait }));
  return new Map(
    catalog.lanes.flatMap((entry) => {
      const lane = lanes.get(entry.lane_id);
      if (lane === undefined) return [];
      const connection = parts.connections.get(entry.lane_id) ?? null;
      const models = modelsOf(entry, connection, catalog);
      return [[entry.lane_id, { entry, lane, connection, models }] as const];
    }),
  );
}

const noWait: LaneParts["wait"] = async (_ms, signal) => signal.throwIfAborted();

function withoutChance(lane: CatalogLane): CatalogLane {
  if (lane.adapter !== "sandbox") return lane;
  return { ...lane, sandbox: { ...lane.sandbox, failure_rate: 0, rate_limit_rate: 0 } };
}

function modelsOf(
  { lane_id }: CatalogLane,
  connection: LaneConnection | null,
  catalog: Catalog,
): OfferedModel[] {
  const ofCatalog = catalog.models.flatMap((model) => {
    const offering = model.offerings.find(({ lane }) => lane.lane_id === lane_id);
    return offering === undefined ? [] : [{ model, offering }];
  });
  if (connection === null) return ofCatalog;
  const stated = [...connection.upstream_models.keys()];
  const placeOf = ({ model }: OfferedModel): number => stated.indexOf(model.slug);
  return ofCatalog.toSorted((left, right) => placeOf(left) - placeOf(right));
}

/** Whether a check of a model on a lane costs its account something: it has a price, and an item is sent to a provider. */
export function costsMoney({ adapter }: CatalogLane, { offering }: OfferedModel): boolean {
  if (adapter === "sandbox" || isBatchAdapter(adapter)) return false;
  const { input_micros_per_million, output_micros_per_million } = offering.list_rates;
  return input_micros_per_million > 0n || output_micros_per_million > 0n;
}
