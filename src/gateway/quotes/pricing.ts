import { type FEE_BASIS_POINTS, SLA_RATE_PERCENT, type SlaTier } from "#contract/quotes.ts";
import type { Rates } from "../catalog/rates.ts";

/** What was used, or is expected to be. */
export interface Tokens {
  input_tokens: bigint;
  output_tokens: bigint;
}

/** Integer micro-dollars; each side is rounded up, so the parts add up to what is charged. */
export interface Cost {
  input_micros: bigint;
  output_micros: bigint;
}

export type QuoteKind = keyof typeof FEE_BASIS_POINTS;

const TOKENS_PER_RATE = 1_000_000n;
const PERCENT = 100n;
const WHOLE_IN_BASIS_POINTS = 10_000n;

/** A lane's rates as a tier locks them; a part of a micro-dollar is rounded up. */
export function ratesInTier(rates: Rates, tier: SlaTier): Rates {
  const percent = BigInt(SLA_RATE_PERCENT[tier]);
  return {
    input_micros_per_million: dividedUp(rates.input_micros_per_million * percent, PERCENT),
    output_micros_per_million: dividedUp(rates.output_micros_per_million * percent, PERCENT),
  };
}

/** What tokens cost at these rates, without our fee. */
export function costOf(rates: Rates, tokens: Tokens): Cost {
  return {
    input_micros: dividedUp(rates.input_micros_per_million * tokens.input_tokens, TOKENS_PER_RATE),
    output_micros: dividedUp(
      rates.output_micros_per_million * tokens.output_tokens,
      TOKENS_PER_RATE,
    ),
  };
}

/** Our fee on a provider subtotal in micro-dollars, rounded up; 590 basis points are 5.90 %. */
export function feeOf(subtotalMicros: bigint, feeBasisPoints: number): bigint {
  return dividedUp(subtotalMicros * BigInt(feeBasisPoints), WHOLE_IN_BASIS_POINTS);
}

/** 590 → "5.90". */
export function feePercentText(feeBasisPoints: number): string {
  return `${Math.floor(feeBasisPoints / 100)}.${String(feeBasisPoints % 100).padStart(2, "0")}`;
}

function dividedUp(amount: bigint, divisor: bigint): bigint {
  return (amount + divisor - 1n) / divisor;
}
