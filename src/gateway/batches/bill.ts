import { feeOf } from "#gateway/quotes/pricing.ts";

/** What the items of one lane and model cost together, in integer micro-dollars, at the rates that the quote locked. */
export interface LaneCost {
  cost_micros: bigint;
}

/** What a batch costs, in integer micro-dollars. `lines` sum to `subtotal`; `subtotal` and `fee` to `total`. */
export interface Bill {
  /** One for each lane given, in that order. */
  lines: bigint[];
  subtotal: bigint;
  fee: bigint;
  total: bigint;
}

const WHOLE_IN_BASIS_POINTS = 10_000n;

/**
 * The bill for what the lanes cost, never above `ceiling_micros`. Cost beyond the ceiling is ours to bear: every line is
 * brought down in the same proportion, so that the lines still add up.
 */
export function billOf(
  lanes: readonly LaneCost[],
  fee_basis_points: number,
  ceiling_micros: bigint,
): Bill {
  const lines = lanes.map((lane) => lane.cost_micros);
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
