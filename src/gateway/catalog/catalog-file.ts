import * as z from "zod/mini";
import { Operation, PrivacyTier } from "#contract/catalog.ts";
import { SANDBOX_SCENARIOS } from "#contract/local.ts";
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
} from "./entry-fields.ts";

const SandboxLaneSettings = z.strictObject({
  /** Calls that the lane takes at once. */
  concurrency: Concurrency,
  latency_ms: Latency,
  /** Share of calls that fail with provider_500 or provider_timeout. */
  failure_rate: Share,
  /** Share of calls that fail with provider_429. */
  rate_limit_rate: Share,
  /** Scenarios in which the lane is down altogether. */
  down_in: z.array(z.enum(SANDBOX_SCENARIOS)),
});

const LaneEntry = z.strictObject({
  lane_id: LaneId,
  provider: Words,
  display_name: Words,
  /** Where the work is processed; "global" is anywhere. */
  region: Region,
  adapter: z.literal("sandbox"),
  privacy_tiers: z.array(PrivacyTier).check(z.minLength(1)),
  hosted_tools: z.array(Words),
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
  hosted_tools: z.optional(z.array(Words)),
});

const ModelEntry = z.strictObject({
  slug: Slug,
  display_name: Words,
  provider: Words,
  aliases: z.array(Slug),
  operations: z.array(Operation).check(z.minLength(1)),
  context_window: Tokens,
  max_input_tokens: Tokens,
  max_output_tokens: OutputTokens,
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
