import * as z from "zod/mini";
import { Operation, PrivacyTier } from "#contract/catalog.ts";
import { MANIFEST_URLS } from "#contract/manifest/line-format.ts";
import {
  Concurrency,
  Day,
  Discount,
  LaneId,
  Latency,
  OutputTokens,
  PageUrl,
  Price,
  Region,
  Share,
  Slug,
  Tokens,
  Words,
} from "#gateway/catalog/entry-fields.ts";
import { PROVIDER_ADAPTERS } from "./adapter-terms.ts";

const TIMEOUT_MS = 120_000;

const NewModel = z.strictObject({
  display_name: Words,
  /** Who made it. */
  provider: Words,
  aliases: z._default(z.array(Slug), []),
  operations: z.array(Operation).check(z.minLength(1)),
  context_window: Tokens,
  /** The whole context where it is left out. */
  max_input_tokens: z.optional(Tokens),
  max_output_tokens: OutputTokens,
});

const ModelEntry = z.strictObject({
  /** A slug or an alias of the catalog, or of a model that is new here. */
  model: Slug,
  /** What the catalog needs of a model that it does not have; said once, on any lane. */
  new_model: z.optional(NewModel),
  upstream_model: Words,
  input_price_per_million: Price,
  output_price_per_million: Price,
  batch_discount: z._default(Discount, "0"),
  /** Where the price stands, and the day on which it was read there. */
  source: z.optional(PageUrl),
  read_on: z.optional(Day),
});

const MOST_SECONDS = 30 * 24 * 3_600;
const Seconds = z.number().check(z.gte(0.05), z.lte(MOST_SECONDS));
const Turnaround = z
  .strictObject({ median: z.int().check(z.gte(1)), p95: z.int().check(z.gte(1)) })
  .check(z.refine(({ median, p95 }) => p95 >= median, "p95 is below the median"));

/** For lanes that are handed whole batches. */
const BatchBlock = z.strictObject({
  max_items: z.optional(z.int().check(z.gte(1))),
  max_bytes: z.optional(z.int().check(z.gte(1_024))),
  poll_seconds: z.optional(
    z
      .strictObject({ first: Seconds, most: Seconds })
      .check(z.refine(({ first, most }) => most >= first, "most is below first")),
  ),
  give_up_seconds: z.optional(Seconds),
  /** The paths that the provider's batches take. */
  endpoints: z.optional(z.array(z.enum(MANIFEST_URLS)).check(z.minLength(1))),
});

const LaneEntry = z.strictObject({
  lane_id: LaneId,
  adapter: z.enum(PROVIDER_ADAPTERS),
  provider: Words,
  display_name: Words,
  base_url: Words,
  /** The name alone: the key itself never stands in the file. */
  api_key_env: z.optional(
    z
      .string()
      .check(
        z.regex(
          /^[A-Z][A-Z0-9_]{0,99}$/,
          "Expected the name of an environment variable like OPENAI_API_KEY, never the key itself",
        ),
      ),
  ),
  region: Region,
  privacy_tiers: z.array(PrivacyTier).check(z.minLength(1)),
  concurrency: Concurrency,
  requests_per_minute: z.optional(z.number().check(z.int(), z.gte(1), z.lte(100_000))),
  timeout_ms: z._default(z.number().check(z.int(), z.gte(100), z.lte(3_600_000)), TIMEOUT_MS),
  output_limit_field: z.optional(z.enum(["max_tokens", "max_completion_tokens"])),
  headers: z._default(z.record(z.string(), z.string()), {}),
  completion_window: z.optional(
    z.string().check(z.regex(/^[1-9]\d{0,2}h$/, 'Expected hours like "24h"')),
  ),
  expected: z.optional(
    z.strictObject({
      latency_ms: z.optional(Latency),
      turnaround_ms: z.optional(Turnaround),
      success_rate: Share,
    }),
  ),
  batch: z.optional(BatchBlock),
  models: z.array(ModelEntry).check(z.minLength(1)),
});

/** What the file that `BATCHROUTER_LANES` names holds. Links between its parts are checked by `lanesFileMistakes`. */
export const LanesFile = z.strictObject({
  /** Whether the sandbox's lanes stay beside these. */
  sandbox: z._default(z.boolean(), false),
  lanes: z.array(LaneEntry).check(z.minLength(1)),
});
export type LanesFile = z.output<typeof LanesFile>;
export type LaneEntry = LanesFile["lanes"][number];
