import type { CatalogModel } from "#contract/catalog.ts";

/** The models whose name or provider has every word of the text, those that begin with it first. */
export function searchModels(models: readonly CatalogModel[], text: string): CatalogModel[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = models.filter(({ slug, display_name, provider }) => {
    const named = `${slug} ${display_name} ${provider}`.toLowerCase();
    return words.every((word) => named.includes(word));
  });
  const [first] = words;
  if (first === undefined) return found;
  const isBeginning = ({ slug }: CatalogModel): number =>
    slug.toLowerCase().startsWith(first) ? 0 : 1;
  return found.toSorted((left, right) => isBeginning(left) - isBeginning(right));
}

/** The list with one entry moved to another place. */
export function moved<Entry>(list: readonly Entry[], from: number, to: number): Entry[] {
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(to, 0, ...list.slice(from, from + 1));
}
