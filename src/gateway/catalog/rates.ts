/** What a million tokens cost, in integer micro-dollars. */
export interface Rates {
  input_micros_per_million: bigint;
  output_micros_per_million: bigint;
}

const DOLLAR_PLACES = 6;
const DISCOUNT_PLACES = 4;
const WHOLE = 10n ** BigInt(DISCOUNT_PLACES);

/** "0.15" dollars → 150000 micro-dollars; exact, since the catalog allows six places. */
export function microsOfPrice(price: string): bigint {
  return scaled(price, DOLLAR_PLACES);
}

/** A list rate less its discount ("0.50" is half). A part of a micro-dollar is rounded up, so no rate falls below the provider's. */
export function discounted(micros: bigint, discount: string): bigint {
  const share = WHOLE - scaled(discount, DISCOUNT_PLACES);
  return (micros * share + WHOLE - 1n) / WHOLE;
}

function scaled(decimal: string, places: number): bigint {
  const [whole = "0", fraction = ""] = decimal.split(".");
  return BigInt(whole + fraction.padEnd(places, "0"));
}
