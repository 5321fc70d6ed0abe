import { expect, test } from "vitest";
import { batchPrice, pricePerMillion } from "./batch-price.ts";

test("half off is half, exact to a micro-dollar", () => {
  expect(batchPrice("0.15", "0.50")).toBe(75_000n);
});

test("a part of a micro-dollar is rounded up, as the gateway rounds it", () => {
  expect(batchPrice("0.000001", "0.50")).toBe(1n);
});

test("no discount leaves the price as it is", () => {
  expect(batchPrice("2.75", "0.00")).toBe(2_750_000n);
});

test("text that is no price is no number either", () => {
  expect(batchPrice("free", "0.50")).toBeUndefined();
  expect(pricePerMillion("free")).toBe("free");
});
