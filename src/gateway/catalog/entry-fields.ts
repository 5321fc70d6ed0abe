import * as z from "zod/mini";

/*
 * The fields that the catalog and the lane configuration have in common, each with the words for one that is wrong.
 */

export const LaneId = z
  .string()
  .check(z.regex(/^lane_[a-z0-9_]+$/, "Expected an id like lane_openai"));
export const Slug = z.string().check(z.minLength(1), z.maxLength(200));
export const Words = z.string().check(z.minLength(1));
export const Day = z.iso.date("Expected a day like 2026-11-24");
export const PageUrl = z.url({
  protocol: /^https$/,
  error: "Expected the https address of a public page",
});
export const Region = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]*$/, "Expected a region like us, eu or global"));
export const Share = z.number().check(z.gte(0), z.lte(1));
export const Tokens = z.number().check(z.int(), z.gte(1), z.lte(100_000_000));
/** 0 for a model that writes no text. */
export const OutputTokens = z.number().check(z.int(), z.gte(0), z.lte(100_000_000));
export const Concurrency = z.number().check(z.int(), z.gte(1), z.lte(1_000));
const Milliseconds = z.number().check(z.int(), z.gte(1), z.lte(3_600_000));
export const Latency = z
  .strictObject({ median: Milliseconds, p95: Milliseconds })
  .check(z.refine(({ median, p95 }) => p95 >= median, "p95 is below the median"));

export const Price = z
  .string()
  .check(
    z.regex(
      /^(?:0|[1-9]\d{0,5})(?:\.\d{1,6})?$/,
      'Expected US dollars like "0.15", with at most 6 places',
    ),
  );
export const Discount = z
  .string()
  .check(
    z.regex(/^0(?:\.\d{1,4})?$/, 'Expected a part below 1 like "0.50", with at most 4 places'),
  );
