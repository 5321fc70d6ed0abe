import fc from "fast-check";
import { expect, test } from "vitest";
import { billOf, type LaneCost } from "./bill.ts";

const lane: fc.Arbitrary<LaneCost> = fc.record({
  cost_micros: fc.bigInt({ min: 0n, max: 10n ** 15n }),
});

test("a bill never exceeds its ceiling, and its parts always add up", () => {
  const ceilings = fc.bigInt({ min: 0n, max: 10n ** 15n });
  const fees = fc.integer({ min: 0, max: 2_000 });
  fc.assert(
    fc.property(
      fc.array(lane, { maxLength: 6 }),
      fees,
      ceilings,
      (lanes, fee_basis_points, ceiling) => {
        const bill = billOf(lanes, fee_basis_points, ceiling);
        expect(bill.total).toBeLessThanOrEqual(ceiling);
        expect(bill.subtotal + bill.fee).toBe(bill.total);
        expect(bill.lines.reduce((sum, line) => sum + line, 0n)).toBe(bill.subtotal);
        for (const part of [...bill.lines, bill.fee]) expect(part).toBeGreaterThanOrEqual(0n);
      },
    ),
  );
});

test("below the ceiling, the cost of the items is charged as it is and the fee comes on top", () => {
  const lanes = [{ cost_micros: 300_000n }, { cost_micros: 150_000n }];
  expect(billOf(lanes, 590, 10_000_000n)).toEqual({
    lines: [300_000n, 150_000n],
    subtotal: 450_000n,
    fee: 26_550n,
    total: 476_550n,
  });
});
