import type { Rates } from "#gateway/catalog/rates.ts";
import { costOf, feeOf, type Tokens } from "#gateway/quotes/pricing.ts";

/** What was used on one lane with one model, at the rates that its quote locked. */
export type LaneUsage = Tokens & Rates;

/** What a batch costs, in integer micro-dollars. `lines` sum to `subtotal`; `subtotal` and `fee` to `total`. */
export interface Bill {
  /** One for each usage given, in that order. */
  lines: bigint[];
  subtotal: bigint;
  fee: bigint;
  total: bigint;
}

const WHOLE_IN_BASIS_POINTS = 10_000n;

/**
 * The bill for what was used, never above `ceiling_micros`. Usage beyond the ceiling is ours to bear: every line is
 * brought down in the same proportion, so that the lines still add up.
 */
export function billOf(
  usages: readonly LaneUsage[],
  fee_basis_points: number,
  ceiling_micros: bigint,
): Bill {
  const lines = usages.map((usage) => {
    const { input_micros, output_micros } = costOf(usage, usage);
    return input_micros + output_micros;
  });
  const subtotal = sum(lines);
  const fee = feeOf(subtotal, fee_basis_points);
  if (subtotal + fee <= ceiling_micros) return { lines, subtotal, fee, total: subtotal + fee };

  const points = BigInt(fee_basis_points);
  const lowered = (ceiling_micros * WHOLE_IN_BASIS_POINTS) / (WHOLE_IN_BASIS_POINTS + points);
  return {
    lines: inProportion(lines, subtotal, lowered),
    subtotal: lowered,
    fee: ceiling_micros - lowered,
    total: ceiling_micros,
  };
}

/** Brings the lines down to a lower sum; what rounding leaves over goes to the first line that has a cost. */
function inProportion(lines: readonly bigint[], from: bigint, to: bigint): bigint[] {
  const lowered = lines.map((line) => (line * to) / from);
  const rest = to - sum(lowered);
  const first = lines.findIndex((line) => line > 0n);
  return lowered.map((line, at) => (at === first ? line + rest : line));
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
