import type { CatalogModel, LaneState } from "#contract/catalog.ts";

/** A model as one lane offers it. */
export interface LaneModel {
  slug: string;
  display_name: string;
  offering: CatalogModel["provider_offerings"][number];
}

/** What each lane offers, by its id, in the order of the catalog. */
export function modelsByLane(models: readonly CatalogModel[]): ReadonlyMap<string, LaneModel[]> {
  const byLane = new Map<string, LaneModel[]>();
  for (const { slug, display_name, provider_offerings } of models) {
    for (const offering of provider_offerings) {
      const offered = byLane.get(offering.lane_id) ?? [];
      offered.push({ slug, display_name, offering });
      byLane.set(offering.lane_id, offered);
    }
  }
  return byLane;
}

/** Whether sending to a lane may cost its account something: it has a price above nothing, and is no sandbox. */
export function mayCostMoney(
  { adapter }: Pick<LaneState, "adapter">,
  models: readonly LaneModel[],
): boolean {
  if (adapter === "sandbox") return false;
  return models.some(
    ({ offering: { input_price_per_million, output_price_per_million } }) =>
      // Text that is no price is not taken for none.
      Number(input_price_per_million) !== 0 || Number(output_price_per_million) !== 0,
  );
}
