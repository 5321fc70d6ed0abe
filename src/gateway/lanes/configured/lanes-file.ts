import * as z from "zod/mini";
import { Operation, PrivacyTier } from "#contract/catalog.ts";
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

/** What calls take, and how many succeed, until something has been measured: a guess for a server of no known speed. */
const EXPECTED = {
  "chat-completions": { latency_ms: { median: 3_000, p95: 12_000 }, success_rate: 0.99 },
  embeddings: { latency_ms: { median: 400, p95: 1_600 }, success_rate: 0.99 },
} as const;

/** The kinds of lane that the file may have. */
const ADAPTERS = ["chat-completions", "embeddings"] as const;

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

const LaneEntry = z.strictObject({
  lane_id: LaneId,
  adapter: z.enum(ADAPTERS),
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
  output_limit_field: z._default(z.enum(["max_tokens", "max_completion_tokens"]), "max_tokens"),
  headers: z._default(z.record(z.string(), z.string()), {}),
  expected: z.optional(z.strictObject({ latency_ms: Latency, success_rate: Share })),
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

/** What quotes take for granted of a lane that says nothing of it. */
export function expectationOf({ adapter, expected }: LaneEntry) {
  return { turnaround_ms: null, ...(expected ?? EXPECTED[adapter]) };
}
