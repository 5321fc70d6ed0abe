import { FEE_BASIS_POINTS } from "#contract/quotes.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { costOf, feeOf } from "./pricing.ts";
import { DEFAULT_INPUT_TOKENS_PER_ITEM, DEFAULT_OUTPUT_TOKENS_PER_ITEM } from "./work.ts";

/**
 * What one workflow run on a model comes to on its cheapest lane when it is as long as a quote takes an item to be, our fee
 * included, in micro-dollars; 0 for a model that the catalog does not have.
 */
export function exampleRunTotalMicros(catalog: Catalog, model: string): bigint {
  const tokens = {
    input_tokens: BigInt(DEFAULT_INPUT_TOKENS_PER_ITEM),
    output_tokens: BigInt(DEFAULT_OUTPUT_TOKENS_PER_ITEM),
  };
  const subtotals = catalog.offeringsFor(model).map(({ rates }) => {
    const { input_micros, output_micros } = costOf(rates, tokens);
    return input_micros + output_micros;
  });
  const [cheapest = 0n] = subtotals.toSorted((left, right) => Number(left - right));
  return cheapest + feeOf(cheapest, FEE_BASIS_POINTS.workflow);
}
