import type { CatalogModel } from "#contract/catalog.ts";

export interface ModelFilter {
  /** Words that must all stand somewhere in the names of the model, its maker or its lanes. */
  text: string;
  /** The provider of a lane; "" is any. */
  provider: string;
  operation: string;
}

/** The models that fit, each with the offerings that fit; a model without one is left out. */
export function filterModels(
  models: readonly CatalogModel[],
  { text, provider, operation }: ModelFilter,
): CatalogModel[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return models.flatMap((model) => {
    if (operation !== "" && !model.operations.some((offered) => offered === operation)) return [];
    const provider_offerings = model.provider_offerings.filter(
      (offering) => provider === "" || offering.provider === provider,
    );
    if (provider_offerings.length === 0) return [];
    const lanes = provider_offerings.map(({ lane_id, provider: name }) => `${lane_id} ${name}`);
    const named = [model.slug, model.display_name, model.provider, ...lanes]
      .join(" ")
      .toLowerCase();
    return words.every((word) => named.includes(word)) ? [{ ...model, provider_offerings }] : [];
  });
}

/** Every provider that has a lane, in alphabetical order. */
export function providersOf(models: readonly CatalogModel[]): string[] {
  const providers = models.flatMap(({ provider_offerings }) =>
    provider_offerings.map(({ provider }) => provider),
  );
  return [...new Set(providers)].toSorted((left, right) => left.localeCompare(right));
}
