import { type Catalog, loadCatalog } from "../catalog/catalog.ts";
import type { Config } from "../config.ts";
import type { CommandSetting } from "./run-command.ts";

const OLD_AFTER_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** A price that nobody has read at its source for a while. */
interface OldPrice {
  model: string;
  lane_id: string;
  /** YYYY-MM-DD. */
  read_on: string;
  days: number;
  source: string;
}

/** Says which prices of the catalog were read more than 90 days before `now`, the oldest first; 1 when there are any. */
export async function listOldPrices(
  { output }: Pick<CommandSetting, "output">,
  { catalogFile }: Pick<Config, "catalogFile">,
  { now, isJson }: { now: Date; isJson: boolean },
): Promise<number> {
  const catalog = await loadCatalog(catalogFile ?? undefined);
  const all = pricesOf(catalog, now);
  const old = all
    .filter(({ days }) => days > OLD_AFTER_DAYS)
    .toSorted((left, right) => right.days - left.days);
  const lines = isJson
    ? [JSON.stringify({ older_than_days: OLD_AFTER_DAYS, prices: all.length, old }, null, 2)]
    : linesOf(all, old);
  for (const line of lines) output.say(line);
  return old.length === 0 ? 0 : 1;
}

function pricesOf({ models }: Catalog, now: Date): OldPrice[] {
  return models.flatMap(({ slug, offerings }) =>
    offerings.flatMap(({ lane: { lane_id }, read_on, source }) => {
      // A price that is somebody's own word was read nowhere.
      if (read_on === null) return [];
      const days = Math.floor((now.getTime() - Date.parse(read_on)) / DAY_MS);
      return [{ model: slug, lane_id, read_on, days, source }];
    }),
  );
}

function linesOf(all: readonly OldPrice[], old: readonly OldPrice[]): string[] {
  if (old.length === 0) {
    const oldest = Math.max(...all.map(({ days }) => days));
    return [
      `All ${all.length} prices were read within ${OLD_AFTER_DAYS} days, the oldest ${oldest} days ago.`,
    ];
  }
  return [
    `${old.length} of ${all.length} prices were read more than ${OLD_AFTER_DAYS} days ago. Read them again at their sources and put the day into the catalog:`,
    ...old.map(
      ({ model, lane_id, read_on, days, source }) =>
        `  ${model} on ${lane_id}: ${read_on}, ${days} days ago, ${source}`,
    ),
  ];
}
