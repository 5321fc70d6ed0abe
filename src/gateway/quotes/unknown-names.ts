import type { PreflightIssue } from "#contract/error-envelope.ts";
import { didYouMean, nearestName } from "#contract/manifest/nearest-name.ts";
import type { Catalog } from "../catalog/catalog.ts";

/** An issue for each name that is no model's, with the nearest one that is; `field` is `model` or `models`. */
export function findUnknownModels(
  names: readonly string[],
  field: "model" | "models",
  catalog: Catalog,
): PreflightIssue[] {
  return unknownNames(names, catalog.knownModels, (name, at) => ({
    code: "unknown_model",
    message: `There is no model ${JSON.stringify(name)}.${didYouMean(nearestName(name, catalog.knownModels))}`,
    path: field === "model" ? "model" : `models[${at}]`,
  }));
}

/** An issue for each region that no lane works in. */
export function findUnknownRegions(regions: readonly string[], catalog: Catalog): PreflightIssue[] {
  const known = new Set(["global", ...catalog.lanes.map(({ region }) => region)]);
  return unknownNames(regions, known, (name, at) => ({
    code: "unknown_region",
    message: `No lane works in ${JSON.stringify(name)}. There are ${[...known].toSorted().join(", ")}.`,
    path: `allowed_regions[${at}]`,
  }));
}

/** An issue for each hosted tool that no lane has. */
export function findUnknownTools(tools: readonly string[], catalog: Catalog): PreflightIssue[] {
  // Few quotes ask for any, and a large catalog takes longer to look through than a quote to make.
  if (tools.length === 0) return [];
  const known = new Set(
    catalog.models.flatMap(({ offerings }) =>
      offerings.flatMap(({ hosted_tools }) => hosted_tools),
    ),
  );
  return unknownNames(tools, known, (name, at) => ({
    code: "unknown_hosted_tool",
    message: `No lane has ${JSON.stringify(name)}. There are ${[...known].toSorted().join(", ")}.`,
    path: `hosted_tools[${at}]`,
  }));
}

function unknownNames(
  names: readonly string[],
  known: ReadonlySet<string>,
  issueOf: (name: string, at: number) => PreflightIssue,
): PreflightIssue[] {
  return names.flatMap((name, at) => (known.has(name) ? [] : [issueOf(name, at)]));
}
