import type { CatalogModel } from "#contract/catalog.ts";
import { formatMicros, parseMicros } from "../../format/money.ts";

type Offering = CatalogModel["provider_offerings"][number];

const WHOLE = 1_000_000n;

/** `"0.15", "0.50"` → 75000n: micro-dollars for a million tokens in a batch, a part of one rounded up; undefined for text that is no price. */
export function batchPrice(price: string, discount: string): bigint | undefined {
  const full = parseMicros(price);
  const off = parseMicros(discount);
  if (full === undefined || off === undefined) return undefined;
  return (full * (WHOLE - off) + WHOLE - 1n) / WHOLE;
}

/** `"0.15"` → `$0.15`; text that is no price is given back as it came. */
export function pricePerMillion(price: string): string {
  const micros = parseMicros(price);
  return micros === undefined ? price : formatMicros(micros);
}

/** The lowest batch prices of a model's lanes, input and output each for itself; undefined when no lane offers it. */
export function lowestBatchPrice(
  offerings: readonly Offering[],
): { input: bigint; output: bigint } | undefined {
  const inputs = pricesOf(offerings, ({ input_price_per_million }) => input_price_per_million);
  const outputs = pricesOf(offerings, ({ output_price_per_million }) => output_price_per_million);
  const [input] = inputs;
  const [output] = outputs;
  return input === undefined || output === undefined ? undefined : { input, output };
}

/** Lowest first. */
function pricesOf(offerings: readonly Offering[], price: (offering: Offering) => string): bigint[] {
  return offerings
    .flatMap((offering) => batchPrice(price(offering), offering.batch_discount) ?? [])
    .toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}
