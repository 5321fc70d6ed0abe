import fc from "fast-check";
import { expect, test } from "vitest";
import { billOf, type LaneUsage } from "./bill.ts";

const usage: fc.Arbitrary<LaneUsage> = fc.record({
  input_tokens: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  output_tokens: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  input_micros_per_million: fc.bigInt({ min: 0n, max: 10n ** 9n }),
  output_micros_per_million: fc.bigInt({ min: 0n, max: 10n ** 9n }),
});

test("a bill never exceeds its ceiling, and its parts always add up", () => {
  const ceilings = fc.bigInt({ min: 0n, max: 10n ** 15n });
  const fees = fc.integer({ min: 0, max: 2_000 });
  fc.assert(
    fc.property(
      fc.array(usage, { maxLength: 6 }),
      fees,
      ceilings,
      (usages, fee_basis_points, ceiling) => {
        const bill = billOf(usages, fee_basis_points, ceiling);
        expect(bill.total).toBeLessThanOrEqual(ceiling);
        expect(bill.subtotal + bill.fee).toBe(bill.total);
        expect(bill.lines.reduce((sum, line) => sum + line, 0n)).toBe(bill.subtotal);
        for (const part of [...bill.lines, bill.fee]) expect(part).toBeGreaterThanOrEqual(0n);
      },
    ),
  );
});

test("below the ceiling, tokens are charged at the locked rates and the fee comes on top", () => {
  const usages = [
    {
      input_tokens: 2_000_000n,
      output_tokens: 1_000_000n,
      input_micros_per_million: 75_000n,
      output_micros_per_million: 300_000n,
    },
  ];
  expect(billOf(usages, 590, 10_000_000n)).toEqual({
    lines: [450_000n],
    subtotal: 450_000n,
    fee: 26_550n,
    total: 476_550n,
  });
});
