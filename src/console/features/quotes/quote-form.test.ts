import { newId } from "#contract/primitives.ts";
import { ModelQuoteBody, type Quote } from "#contract/quotes.ts";
import { expect, test } from "vitest";
import { emptyQuoteForm, formOfQuote, quoteBody, requoteBody } from "./quote-form.ts";

const money = (amount: string) => ({ currency: "usd" as const, amount });

const quote: Quote = {
  quote_id: newId("quote"),
  kind: "model",
  status: "expired",
  created_at: "2026-11-24T12:00:00.000Z",
  expires_at: "2026-11-24T12:10:00.000Z",
  routing_mode: "fastest",
  sla_tier: "flex",
  privacy_tier: "standard",
  allowed_regions: ["eu"],
  item_count: 3,
  models: ["a", "b"],
  input_file_id: null,
  batch_id: null,
  pricing_estimate: {
    provider_subtotal: money("1.000000"),
    service_fee: money("0.059000"),
    service_fee_percent: "5.90",
    total: money("1.059000"),
    input_tokens: 10,
    output_tokens: 6,
    basis: "estimate",
  },
  model_lines: [],
  quote_lanes: [],
};

test("what stands at its default is not sent", () => {
  expect(quoteBody(emptyQuoteForm)).toEqual({
    models: ["gpt-4o-mini"],
    routing_mode: "cheapest",
    estimated_items: 1000,
  });
});

test("of estimate and file only the chosen one is sent", () => {
  const input_file_id = newId("file");
  const body = quoteBody({ ...emptyQuoteForm, models: [], work: "file", input_file_id });
  expect(body).toEqual({ routing_mode: "cheapest", input_file_id });
});

test("an amount may be typed with its dollar sign", () => {
  const { max_price } = quoteBody({ ...emptyQuoteForm, max_price: " $2.5" });
  expect(max_price).toEqual(money("2.5"));
});

test("a quote asked for again keeps its terms, and its tokens are not fewer", () => {
  const body = requoteBody(quote);
  expect(ModelQuoteBody.safeParse(body).success).toBe(true);
  expect(body).toEqual({
    models: ["a", "b"],
    routing_mode: "fastest",
    estimated_items: 3,
    estimated_input_tokens_per_item: 4,
    estimated_output_tokens_per_item: 2,
    sla_tier: "flex",
    allowed_regions: ["eu"],
  });
});

test("a quote of a file is asked for again by the file", () => {
  const input_file_id = newId("file");
  const ofFile: Quote = {
    ...quote,
    input_file_id,
    pricing_estimate: { ...quote.pricing_estimate, basis: "file" },
  };
  const again = requoteBody(ofFile);
  expect(again.input_file_id).toBe(input_file_id);
  expect(again.estimated_items).toBeUndefined();
});

test("work without output is taken for embeddings", () => {
  const embeddings: Quote = {
    ...quote,
    pricing_estimate: { ...quote.pricing_estimate, output_tokens: 0 },
  };
  expect(formOfQuote(embeddings).operation).toBe("embeddings");
});
