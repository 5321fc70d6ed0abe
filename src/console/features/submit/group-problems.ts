import type { CatalogModel } from "#contract/catalog.ts";
import type { ManifestGroup } from "#contract/manifest/groups.ts";

/**
 * Why no lane will take a group's items, where the catalog tells: none of the models that it accepts does its operation.
 * Undefined when one does, and for models that the catalog does not name.
 */
export function groupProblem(
  { operation, models }: Pick<ManifestGroup, "operation" | "models">,
  catalog: readonly CatalogModel[],
): string | undefined {
  const named = models.flatMap((slug) => catalog.find((model) => model.slug === slug) ?? []);
  if (named.length < models.length) return undefined;
  if (named.some(({ operations }) => operations.includes(operation))) return undefined;
  const [only] = named;
  if (only === undefined) return undefined;
  return named.length === 1
    ? `${only.slug} does ${only.operations.join(" and ")}, not ${operation}. No lane will take these items.`
    : `None of these models does ${operation}. No lane will take these items.`;
}
