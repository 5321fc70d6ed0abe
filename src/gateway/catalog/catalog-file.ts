import * as z from "zod/mini";
import { Operation, PrivacyTier } from "#contract/catalog.ts";
import { SANDBOX_SCENARIOS } from "#contract/local.ts";

const LaneId = z.string().check(z.regex(/^lane_[a-z0-9_]+$/, "Expected an id like lane_openai"));
const Slug = z.string().check(z.minLength(1), z.maxLength(200));
const Day = z.iso.date("Expected a day like 2026-11-24");
const PageUrl = z.url({
  protocol: /^https$/,
  error: "Expected the https address of a public page",
});
const Share = z.number().check(z.gte(0), z.lte(1));
const Tokens = z.number().check(z.int(), z.gte(1), z.lte(100_000_000));
const Milliseconds = z.number().check(z.int(), z.gte(1), z.lte(3_600_000));

const Price = z
  .string()
  .check(
    z.regex(
      /^(?:0|[1-9]\d{0,5})(?:\.\d{1,6})?$/,
      'Expected US dollars like "0.15", with at most 6 places',
    ),
  );
const Discount = z
  .string()
  .check(
    z.regex(/^0(?:\.\d{1,4})?$/, 'Expected a part below 1 like "0.50", with at most 4 places'),
  );

const SandboxLaneSettings = z.strictObject({
  /** Calls that the lane takes at once. */
  concurrency: z.number().check(z.int(), z.gte(1), z.lte(1_000)),
  latency_ms: z
    .strictObject({ median: Milliseconds, p95: Milliseconds })
    .check(z.refine(({ median, p95 }) => p95 >= median, "p95 is below the median")),
  /** Share of calls that fail with provider_500 or provider_timeout. */
  failure_rate: Share,
  /** Share of calls that fail with provider_429. */
  rate_limit_rate: Share,
  /** Scenarios in which the lane is down altogether. */
  down_in: z.array(z.enum(SANDBOX_SCENARIOS)),
});

const LaneEntry = z.strictObject({
  lane_id: LaneId,
  provider: z.string().check(z.minLength(1)),
  display_name: z.string().check(z.minLength(1)),
  /** Where the work is processed; "global" is anywhere. */
  region: z.string().check(z.regex(/^[a-z][a-z0-9-]*$/, "Expected a region like us, eu or global")),
  adapter: z.literal("sandbox"),
  privacy_tiers: z.array(PrivacyTier).check(z.minLength(1)),
  hosted_tools: z.array(z.string().check(z.minLength(1))),
  completion_window: z
    .string()
    .check(
      z.regex(
        /^[1-9]\d{0,2}h$/,
        "Expected hours like 24h, the time within which the provider means to end",
      ),
    ),
  /** The page with the lane's discount and window. */
  batch_terms: PageUrl,
  sandbox: SandboxLaneSettings,
});

const OfferingEntry = z.strictObject({
  lane_id: LaneId,
  input_price_per_million: Price,
  output_price_per_million: Price,
  batch_discount: Discount,
  source: PageUrl,
  read_on: Day,
  confirmed: z.boolean(),
  /** The key of the price copy in which the figure was read; only a confirmed price has one. */
  read_in: z.optional(z.string()),
  /** Instead of the lane's own, where a model cannot use them. */
  hosted_tools: z.optional(z.array(z.string().check(z.minLength(1)))),
});

const ModelEntry = z.strictObject({
  slug: Slug,
  display_name: z.string().check(z.minLength(1)),
  provider: z.string().check(z.minLength(1)),
  aliases: z.array(Slug),
  operations: z.array(Operation).check(z.minLength(1)),
  context_window: Tokens,
  max_input_tokens: Tokens,
  /** 0 for a model that writes no text. */
  max_output_tokens: z.number().check(z.int(), z.gte(0), z.lte(100_000_000)),
  offerings: z.array(OfferingEntry).check(z.minLength(1)),
});

/** What the data file holds, as a person writes it. Links between its parts are checked by `linkMistakes`. */
export const CatalogFile = z.strictObject({
  about: z.array(z.string()),
  price_copies: z.record(
    z.string(),
    z.strictObject({ title: z.string(), url: PageUrl, dated: z.nullable(z.string()) }),
  ),
  lanes: z.array(LaneEntry).check(z.minLength(1)),
  models: z.array(ModelEntry).check(z.minLength(1)),
});
export type CatalogFile = z.output<typeof CatalogFile>;

/** Every broken link between the parts of a well-formed file, each led by its path: unknown lanes, names used twice. */
export function linkMistakes(file: CatalogFile): string[] {
  const mistakes: string[] = [];
  const laneIds = new Set<string>();
  const names = new Set<string>();
  const take = (taken: Set<string>, name: string, path: string): void => {
    if (taken.has(name)) mistakes.push(`${path}: "${name}" is there already`);
    taken.add(name);
  };

  file.lanes.forEach((lane, at) => take(laneIds, lane.lane_id, `lanes[${at}].lane_id`));
  file.models.forEach((model, at) => {
    take(names, model.slug, `models[${at}].slug`);
    model.aliases.forEach((alias, nth) => take(names, alias, `models[${at}].aliases[${nth}]`));
    const offeredOn = new Set<string>();
    model.offerings.forEach((offering, nth) => {
      const path = `models[${at}].offerings[${nth}]`;
      take(offeredOn, offering.lane_id, `${path}.lane_id`);
      if (!laneIds.has(offering.lane_id))
        mistakes.push(`${path}.lane_id: no lane is called "${offering.lane_id}"`);
      const copy = offering.read_in;
      if (offering.confirmed !== (copy !== undefined)) {
        mistakes.push(
          `${path}.read_in: a confirmed price names the copy it was read in, any other names none`,
        );
      } else if (copy !== undefined && !Object.hasOwn(file.price_copies, copy)) {
        mistakes.push(`${path}.read_in: price_copies has no "${copy}"`);
      }
    });
  });
  return mistakes;
}
