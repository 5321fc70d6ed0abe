import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { costOf, feeOf, feePercentText, ratesInTier } from "./pricing.ts";

const rates = { input_micros_per_million: 75_000n, output_micros_per_million: 300_000n };

describe("pricing", () => {
  it("prices 500,000 tokens in and out on gpt-4o-mini's batch rates to the micro-dollar", () => {
    expect(costOf(rates, { input_tokens: 500_000n, output_tokens: 500_000n })).toEqual({
      input_micros: 37_500n,
      output_micros: 150_000n,
    });
  });

  it("rounds each side up, so that a single token is never free", () => {
    expect(costOf(rates, { input_tokens: 1n, output_tokens: 1n })).toEqual({
      input_micros: 1n,
      output_micros: 1n,
    });
    expect(costOf(rates, { input_tokens: 0n, output_tokens: 0n })).toEqual({
      input_micros: 0n,
      output_micros: 0n,
    });
  });

  it("takes 5.90 % of the subtotal as the fee, rounded up", () => {
    expect(feeOf(187_500n, 590)).toBe(11_063n);
    expect(feeOf(1n, 590)).toBe(1n);
    expect(feeOf(0n, 590)).toBe(0n);
    expect([590, 1180, 5].map(feePercentText)).toEqual(["5.90", "11.80", "0.05"]);
  });

  it("makes flex a tenth cheaper and priority half dearer, never rounding below the provider's rate", () => {
    expect(ratesInTier(rates, "flex")).toEqual({
      input_micros_per_million: 67_500n,
      output_micros_per_million: 270_000n,
    });
    expect(ratesInTier(rates, "priority").output_micros_per_million).toBe(450_000n);
    expect(
      ratesInTier({ ...rates, input_micros_per_million: 1n }, "flex").input_micros_per_million,
    ).toBe(1n);
  });

  it("prices a whole at no more than the sum of its parts, so that a bill over a batch stays below its groups' prices", () => {
    const tokens = fc.bigInt({ min: 0n, max: 10_000_000_000n });
    fc.assert(
      fc.property(
        tokens,
        tokens,
        fc.bigInt({ min: 0n, max: 100_000_000n }),
        (left, right, rate) => {
          const at = (input_tokens: bigint): bigint =>
            costOf(
              { input_micros_per_million: rate, output_micros_per_million: 0n },
              { input_tokens, output_tokens: 0n },
            ).input_micros;
          expect(at(left + right)).toBeLessThanOrEqual(at(left) + at(right));
          expect(at(left + right)).toBeGreaterThanOrEqual(at(left) + at(right) - 1n);
        },
      ),
    );
  });
});
