import {
  assembleCatalog,
  type Catalog,
  type CatalogModel,
  type Offering,
  offeringOf,
} from "./catalog.ts";
import type { CatalogLane, ProviderCatalogLane } from "./catalog-lane.ts";

/** A price of one's own word. */
type StatedOffering = Omit<Offering, "lane" | "list_rates" | "rates"> & {
  /** A slug or an alias. */
  model: string;
};

/** A lane that is not in the data file, with what it offers. */
export interface AddedLane {
  lane: ProviderCatalogLane;
  offerings: readonly StatedOffering[];
}

/** What is added to a catalog. */
export interface CatalogAdditions {
  lanes: readonly AddedLane[];
  /** Models that the catalog does not have. */
  models: readonly Omit<CatalogModel, "offerings">[];
  keepsSandbox: boolean;
}

/**
 * The catalog with further lanes. One with the id of a lane that is there takes its place, with all it offers. Models that
 * no lane offers any more are left out, so that nobody names one in vain.
 */
export function withLanes(catalog: Catalog, additions: CatalogAdditions): Catalog {
  const added = new Set(additions.lanes.map(({ lane }) => lane.lane_id));
  const stays = ({ lane_id, adapter }: CatalogLane): boolean =>
    !added.has(lane_id) && (adapter !== "sandbox" || additions.keepsSandbox);
  const known: CatalogModel[] = [
    ...catalog.models,
    ...additions.models.map((model) => ({ ...model, offerings: [] })),
  ];
  const models = known.map((model): CatalogModel => {
    const names = new Set([model.slug, ...model.aliases]);
    const own = additions.lanes.flatMap(({ lane, offerings }) =>
      offerings
        .filter(({ model: name }) => names.has(name))
        .map((stated) => offeringOf(stated, lane)),
    );
    return { ...model, offerings: [...own, ...model.offerings.filter(({ lane }) => stays(lane))] };
  });
  return assembleCatalog(
    [...additions.lanes.map(({ lane }) => lane), ...catalog.lanes.filter(stays)],
    models.filter(({ offerings }) => offerings.length > 0),
  );
}
