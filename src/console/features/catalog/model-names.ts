import type { CatalogModel } from "#contract/catalog.ts";

/** What an input line may name: the one set for the check in the browser. */
export function modelNames(models: readonly CatalogModel[]): string[] {
  return models.flatMap(({ slug, aliases }) => [slug, ...aliases]);
}

/** Every region that some lane works in, in alphabetical order. */
export function regionsOf(models: readonly CatalogModel[]): string[] {
  const regions = models.flatMap(({ provider_offerings }) =>
    provider_offerings.map(({ region }) => region),
  );
  return [...new Set(regions)].toSorted();
}
