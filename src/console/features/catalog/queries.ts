import { contract } from "#contract/index.ts";
import { useEndpoint } from "../../api/query.ts";

export { batchPrice, lowestBatchPrice } from "./batch-price.ts";
export { modelNames, regionsOf } from "./model-names.ts";

/** Prices and models change by the day, lanes by the second. */
const CATALOG_FRESH_MS = 5 * 60_000;

/** Every model with its offerings, kept for some minutes. */
export function useModels() {
  return useEndpoint(contract.catalog.listModels, { query: {} }, { staleTime: CATALOG_FRESH_MS });
}
