import { describe, expect, it } from "vitest";
import { discounted, microsOfPrice } from "./rates.ts";

describe("rates", () => {
  it("reads a price as exact micro-dollars, whatever number of places it has", () => {
    expect(["0.15", "10.00", "0.0001", "7", "0.000001", "0"].map(microsOfPrice)).toEqual([
      150_000n,
      10_000_000n,
      100n,
      7_000_000n,
      1n,
      0n,
    ]);
  });

  it("takes the discount off, and takes nothing off for 0", () => {
    expect(discounted(150_000n, "0.50")).toBe(75_000n);
    expect(discounted(100_000n, "0.2")).toBe(80_000n);
    expect(discounted(150_000n, "0.00")).toBe(150_000n);
    expect(discounted(150_000n, "0")).toBe(150_000n);
  });

  it("rounds a part of a micro-dollar up, so that no rate falls below the provider's", () => {
    expect(discounted(3n, "0.5")).toBe(2n);
    expect(discounted(1n, "0.3333")).toBe(1n);
  });
});
