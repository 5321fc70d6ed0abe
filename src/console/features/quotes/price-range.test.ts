import type { Batch } from "#contract/batches.ts";
import type { Quote } from "#contract/quotes.ts";
import { expect, test } from "vitest";
import { outputHistory, priceRange } from "./price-range.ts";

const money = (amount: string) => ({ currency: "usd", amount }) as const;

const pricing_estimate: Quote["pricing_estimate"] = {
  provider_subtotal: money("3.000000"),
  service_fee: money("0.177000"),
  service_fee_percent: "5.90",
  total: money("3.177000"),
  input_tokens: 1_000,
  output_tokens: 2_000,
  basis: "file",
};
const model_lines = [
  {
    model: "m",
    items: 10,
    input_tokens: 1_000,
    output_tokens: 2_000,
    input_cost: money("1.000000"),
    output_cost: money("2.000000"),
  },
];

function finished(written: number, more: Partial<Batch> = {}) {
  const lane = { lane_id: "l", provider: "p", model: "m", items: 10, completed: 10, failed: 0 };
  return {
    status: "completed" as const,
    counts: { total: 10, completed: 10, failed: 0, cancelled: 0 },
    pricing_estimate,
    lanes: [{ ...lane, input_tokens: 1_000, output_tokens: written, cost: money("0.500000") }],
    ...more,
  };
}

test("runs from nothing written to the quote's own total, half of the output between them", () => {
  expect(priceRange({ model_lines, pricing_estimate }, undefined)).toMatchObject({
    low_micros: 1_059_000n,
    expected_micros: 2_118_000n,
    ceiling_micros: 3_177_000n,
    basis: "assumed",
  });
});

test("an estimate expects what the caller said, and no less", () => {
  const quote = { model_lines, pricing_estimate: { ...pricing_estimate, basis: "estimate" as const } };
  expect(priceRange(quote, undefined)).toMatchObject({
    expected_micros: 3_177_000n,
    basis: "stated",
  });
});

test("finished batches say what is written, each by its weight", () => {
  const history = outputHistory([finished(200), finished(1_000)]);
  expect(history).toEqual({ batches: 2, smallest: 0.1, mean: 0.3 });
  expect(priceRange({ model_lines, pricing_estimate }, history)).toMatchObject({
    low_micros: 1_270_800n,
    expected_micros: 1_694_400n,
    basis: "history",
  });
});

test("a batch with failures, or one that still runs, tells nothing of output", () => {
  const counts = { total: 10, completed: 9, failed: 1, cancelled: 0 };
  const batches = [finished(200, { counts }), finished(200, { status: "processing" })];
  expect(outputHistory(batches)).toBeUndefined();
});

test("work that writes nothing has one price", () => {
  const quote = {
    model_lines,
    pricing_estimate: { ...pricing_estimate, output_tokens: 0 },
  };
  const range = priceRange(quote, { batches: 3, smallest: 0.1, mean: 0.2 });
  expect([range.low_micros, range.expected_micros]).toEqual([3_177_000n, 3_177_000n]);
});
