import type { Batch } from "#contract/batches.ts";
import { toMicros } from "#contract/primitives.ts";
import type { Quote } from "#contract/quotes.ts";

/** Which part of the output tokens that they were priced for past batches have written: each from 0 to 1. */
export interface OutputHistory {
  batches: number;
  smallest: number;
  mean: number;
}

type FinishedBatch = Pick<Batch, "status" | "counts" | "pricing_estimate" | "lanes">;

/** What batches that ran to their end for every item tell of output; undefined when none of them wrote anything. */
export function outputHistory(batches: readonly FinishedBatch[]): OutputHistory | undefined {
  const told = batches.flatMap(({ status, counts, pricing_estimate, lanes }) => {
    const priced = pricing_estimate.output_tokens;
    if (status !== "completed" || counts.completed < counts.total || priced === 0) return [];
    const written = lanes.reduce((sum, lane) => sum + lane.output_tokens, 0);
    return [{ written, priced, share: Math.min(1, written / priced) }];
  });
  if (told.length === 0) return undefined;
  const written = told.reduce((sum, one) => sum + one.written, 0);
  const priced = told.reduce((sum, one) => sum + one.priced, 0);
  return {
    batches: told.length,
    smallest: Math.min(...told.map(({ share }) => share)),
    mean: Math.min(1, written / priced),
  };
}

/** What a quote's work may come to, in micro-dollars with the fee, and what the two lower figures stand on. */
export interface PriceRange {
  low_micros: bigint;
  expected_micros: bigint;
  ceiling_micros: bigint;
  /** Which part of the priced output tokens is taken to be written, from 0 to 1. */
  low_share: number;
  expected_share: number;
  /** `history`: measured on batches; `stated`: the caller's own guess; `assumed`: half; `none`: the work writes nothing. */
  basis: "history" | "stated" | "assumed" | "none";
}

/** What is taken to be written of the most that items may write, while there is nothing to learn from. */
const ASSUMED_SHARE = 0.5;

/**
 * Input is known and output is not: the range runs over the output tokens alone, at the rates that the quote locked. It never
 * leaves the quote's total, which is the ceiling.
 */
export function priceRange(
  quote: Pick<Quote, "model_lines" | "pricing_estimate">,
  history: OutputHistory | undefined,
): PriceRange {
  const { model_lines, pricing_estimate } = quote;
  const ceiling_micros = toMicros(pricing_estimate.total);
  const input = model_lines.reduce((sum, line) => sum + toMicros(line.input_cost), 0n);
  const output = model_lines.reduce((sum, line) => sum + toMicros(line.output_cost), 0n);
  // In hundredths of a percent, so that it is whole.
  const feeBasisPoints = BigInt(Math.round(Number(pricing_estimate.service_fee_percent) * 100));
  const costAt = (share: number): bigint => {
    const parts = BigInt(Math.round(share * 10_000));
    const subtotal = input + (output * parts + 9_999n) / 10_000n;
    const total = subtotal + (subtotal * feeBasisPoints + 9_999n) / 10_000n;
    return total < ceiling_micros ? total : ceiling_micros;
  };
  const [low_share, expected_share, basis] = sharesOf(pricing_estimate, history);
  return {
    low_micros: costAt(low_share),
    expected_micros: costAt(expected_share),
    ceiling_micros,
    low_share,
    expected_share,
    basis,
  };
}

function sharesOf(
  { output_tokens, basis }: Quote["pricing_estimate"],
  history: OutputHistory | undefined,
): [low: number, expected: number, basis: PriceRange["basis"]] {
  if (output_tokens === 0) return [1, 1, "none"];
  if (history !== undefined) return [history.smallest, history.mean, "history"];
  return basis === "estimate" ? [0, 1, "stated"] : [0, ASSUMED_SHARE, "assumed"];
}
