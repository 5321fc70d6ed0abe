import type { InputFile } from "#contract/files.ts";
import { newId, toMoney } from "#contract/primitives.ts";
import type { Quote } from "#contract/quotes.ts";
import { expect, test } from "vitest";
import { quoteFit } from "./quote-fit.ts";

const fileId = newId("file");

const file: InputFile = {
  id: fileId,
  file_id: fileId,
  object: "file",
  filename: "a.jsonl",
  bytes: 1,
  sha256: "00",
  line_count: 10,
  format: "native",
  groups: [
    {
      operation: "responses",
      models: ["small"],
      items: 10,
      input_tokens: 1_000,
      max_output_tokens: 500,
      items_without_max_output_tokens: 5,
    },
  ],
  created_at: "2026-11-24T11:00:00.000Z",
};

function quote(changes: Partial<Quote>, figures: Partial<Quote["pricing_estimate"]> = {}): Quote {
  return {
    quote_id: newId("quote"),
    kind: "model",
    status: "open",
    created_at: "2026-11-24T11:55:00.000Z",
    expires_at: "2026-11-24T12:05:00.000Z",
    routing_mode: "cheapest",
    sla_tier: "standard",
    privacy_tier: "standard",
    allowed_regions: ["global"],
    item_count: 10,
    models: ["small"],
    input_file_id: null,
    batch_id: null,
    pricing_estimate: {
      provider_subtotal: toMoney(1n),
      service_fee: toMoney(1n),
      service_fee_percent: "5.90",
      total: toMoney(2n),
      input_tokens: 1_000,
      output_tokens: 1_000,
      basis: "estimate",
      ...figures,
    },
    model_lines: [],
    quote_lanes: [],
    ...changes,
  };
}

test("a quote locked for the file fits it", () => {
  expect(
    quoteFit(quote({ input_file_id: fileId }, { basis: "file", input_tokens: 1 }), file, false)
      .kind,
  ).toBe("fits");
});

test("an estimate of at least as many tokens fits", () => {
  expect(quoteFit(quote({}), file, false).kind).toBe("fits");
});

test("an estimate of fewer tokens may be refused, and says by how much it is short", () => {
  expect(quoteFit(quote({}, { input_tokens: 400 }), file, false)).toEqual({
    kind: "perhaps",
    reason: "The file has about 1,000 input tokens; the quote was for 400.",
  });
  expect(quoteFit(quote({}, { output_tokens: 800 }), file, false).kind).toBe("perhaps");
});

test("a model that the quote does not name is not covered", () => {
  expect(quoteFit(quote({ models: ["large"] }), file, false).kind).toBe("short");
});

test("a quote whose time is up has run out, whatever its last answer said", () => {
  expect(quoteFit(quote({}), file, true).kind).toBe("expired");
  expect(quoteFit(quote({ status: "expired" }), file, false).kind).toBe("expired");
  expect(quoteFit(quote({ status: "used" }), file, false).kind).toBe("used");
});
