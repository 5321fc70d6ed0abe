import type { CatalogModel } from "#contract/catalog.ts";
import type { ManifestGroup } from "#contract/manifest/groups.ts";
import { FEE_BASIS_POINTS } from "#contract/quotes.ts";
import { batchPrice } from "../catalog/queries.ts";

/** What a quote takes an item to write that states no limit. */
export const ASSUMED_OUTPUT_TOKENS = 500;

/** What an input may cost before a quote is locked, in micro-dollars with our fee; no lane is chosen yet. */
export interface LocalEstimate {
  /** Every group on its cheapest lane, and every group on its dearest. */
  low: bigint;
  high: bigint;
  output_tokens: number;
  /** Items that state no output limit: each is taken to write `ASSUMED_OUTPUT_TOKENS`. */
  assumed_items: number;
  /** Items that no lane of the catalog offers; they are not in the sum. */
  unpriced_items: number;
}

const MILLION = 1_000_000n;
const WHOLE_IN_BASIS_POINTS = 10_000n;

/** Prices groups by the catalog as a quote does in the standard tier, on every lane that could take them. */
export function estimateLocally(
  groups: readonly ManifestGroup[],
  catalog: readonly CatalogModel[],
): LocalEstimate {
  let low = 0n;
  let high = 0n;
  let outputTokens = 0;
  let unpriced = 0;
  let assumed = 0;
  for (const group of groups) {
    const prices = pricesOf(group, catalog);
    const [lowest] = prices;
    const highest = prices.at(-1);
    if (lowest === undefined || highest === undefined) {
      unpriced += group.items;
      continue;
    }
    low += lowest.micros;
    high += highest.micros;
    outputTokens += highest.output_tokens;
    if (highest.output_tokens > 0) assumed += group.items_without_max_output_tokens;
  }
  return {
    low: withFee(low),
    high: withFee(high),
    output_tokens: outputTokens,
    assumed_items: assumed,
    unpriced_items: unpriced,
  };
}

/** What a group costs on each lane of its models, the lowest first. */
function pricesOf(group: ManifestGroup, catalog: readonly CatalogModel[]) {
  return catalog
    .filter(
      ({ slug, aliases, operations }) =>
        group.models.some((name) => name === slug || aliases.includes(name)) &&
        operations.includes(group.operation),
    )
    .flatMap((model) => {
      const output_tokens = outputTokensOf(group, model.max_output_tokens);
      return model.provider_offerings.flatMap((offering) => {
        const input = batchPrice(offering.input_price_per_million, offering.batch_discount);
        const output = batchPrice(offering.output_price_per_million, offering.batch_discount);
        if (input === undefined || output === undefined) return [];
        const micros =
          dividedUp(input * BigInt(group.input_tokens), MILLION) +
          dividedUp(output * BigInt(output_tokens), MILLION);
        return [{ micros, output_tokens }];
      });
    })
    .toSorted((left, right) => Number(left.micros - right.micros));
}

/** What items state and what is assumed for the rest; no item writes more than the model can. */
function outputTokensOf(group: ManifestGroup, modelMaximum: number): number {
  const open = group.items_without_max_output_tokens;
  const stated = Math.min(group.max_output_tokens, (group.items - open) * modelMaximum);
  return stated + open * Math.min(ASSUMED_OUTPUT_TOKENS, modelMaximum);
}

function withFee(micros: bigint): bigint {
  return micros + dividedUp(micros * BigInt(FEE_BASIS_POINTS.model), WHOLE_IN_BASIS_POINTS);
}

function dividedUp(amount: bigint, divisor: bigint): bigint {
  return (amount + divisor - 1n) / divisor;
}
