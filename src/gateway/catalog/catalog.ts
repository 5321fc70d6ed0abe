import { readFile } from "node:fs/promises";
import bundledFile from "./catalog.json" with { type: "json" };
import { CatalogFile, linkMistakes } from "./catalog-file.ts";
import { type CatalogLane, sandboxLaneOf } from "./catalog-lane.ts";
import { checkContent } from "./check-content.ts";
import { discounted, microsOfPrice, type Rates } from "./rates.ts";

/** One model on one lane, with its price as printed and as reckoned. */
export interface Offering {
  lane: CatalogLane;
  /** The tools that this model has on this lane. */
  hosted_tools: readonly string[];
  /** US dollars before the discount, as the provider prints them. */
  input_price_per_million: string;
  output_price_per_million: string;
  /** "0.50" is half off for batches. */
  batch_discount: string;
  /** The printed price in micro-dollars. */
  list_rates: Rates;
  /** After the batch discount: what quotes are made of. */
  rates: Rates;
  source: string;
  /** YYYY-MM-DD; null where the price is the word of who runs the gateway. */
  read_on: string | null;
  /** False: no published copy stated this price on that day; check it at `source`. */
  confirmed: boolean;
}

/** A model, whatever lanes it runs on. */
export interface CatalogModel extends Omit<CatalogFile["models"][number], "offerings"> {
  offerings: readonly Offering[];
}

/** All that can be quoted. Nothing in it changes after loading. */
export interface Catalog {
  models: readonly CatalogModel[];
  lanes: readonly CatalogLane[];
  /** By slug or alias; undefined when no model has that name. */
  findModel(name: string): CatalogModel | undefined;
  /** The lanes of a model, in the order of the file; empty for an unknown name. */
  offeringsFor(name: string): readonly Offering[];
  /** Every slug and alias: what an input line may name. */
  knownModels: ReadonlySet<string>;
  /** The newest day on which a price was read, as an RFC 3339 moment; null where none has such a day. */
  pricing_updated_at: string | null;
  provider_count: number;
}

/** A data file that cannot be used: `mistakes` has all of them, each led by its path. */
export class UnreadableCatalog extends Error {
  readonly mistakes: readonly string[];

  constructor(name: string, mistakes: readonly string[]) {
    super(
      `${name} is not a usable catalog:\n${mistakes.map((mistake) => `  ${mistake}`).join("\n")}`,
    );
    this.name = "UnreadableCatalog";
    this.mistakes = mistakes;
  }
}

/** The catalog that comes with the gateway, or the one in the file at `path`; throws `UnreadableCatalog`. */
export async function loadCatalog(path?: string): Promise<Catalog> {
  if (path === undefined) return catalogOf(bundledFile, "catalog.json");
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UnreadableCatalog(path, [`cannot be read (${error.code ?? error.message})`]);
  });
  try {
    return catalogOf(JSON.parse(text), path);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new UnreadableCatalog(path, [`not JSON: ${error.message}`]);
    throw error;
  }
}

/** Checks the parsed content of a data file and makes it a catalog; `name` leads the error. */
export function catalogOf(content: unknown, name: string): Catalog {
  const checked = checkContent(CatalogFile, content);
  if (checked.mistakes !== null) throw new UnreadableCatalog(name, checked.mistakes);
  const mistakes = linkMistakes(checked.value);
  if (mistakes.length > 0) throw new UnreadableCatalog(name, mistakes);
  return linked(checked.value);
}

function linked(file: CatalogFile): Catalog {
  const lanes = file.lanes.map(sandboxLaneOf);
  const byId = new Map(lanes.map((lane) => [lane.lane_id, lane]));
  const models = file.models.map((model) => ({
    ...model,
    offerings: model.offerings.flatMap((entry) => {
      const lane = byId.get(entry.lane_id);
      return lane === undefined
        ? []
        : [offeringOf({ ...entry, hosted_tools: entry.hosted_tools ?? lane.hosted_tools }, lane)];
    }),
  }));
  return assembleCatalog(lanes, models);
}

/** The catalog of these lanes and models; each offering's lane is one of `lanes`. */
export function assembleCatalog(
  lanes: readonly CatalogLane[],
  models: readonly CatalogModel[],
): Catalog {
  const byName = new Map<string, CatalogModel>();
  for (const model of models)
    for (const name of [model.slug, ...model.aliases]) byName.set(name, model);
  const newest = newestDay(models);
  return {
    models,
    lanes,
    findModel: (name) => byName.get(name),
    offeringsFor: (name) => byName.get(name)?.offerings ?? [],
    knownModels: new Set(byName.keys()),
    pricing_updated_at: newest === null ? null : `${newest}T00:00:00.000Z`,
    provider_count: new Set(lanes.map((lane) => lane.provider)).size,
  };
}

/** An offering with the rates that follow from its prices as printed. */
export function offeringOf(
  stated: Omit<Offering, "lane" | "list_rates" | "rates">,
  lane: CatalogLane,
): Offering {
  const input = microsOfPrice(stated.input_price_per_million);
  const output = microsOfPrice(stated.output_price_per_million);
  return {
    lane,
    hosted_tools: stated.hosted_tools,
    input_price_per_million: stated.input_price_per_million,
    output_price_per_million: stated.output_price_per_million,
    batch_discount: stated.batch_discount,
    list_rates: { input_micros_per_million: input, output_micros_per_million: output },
    rates: {
      input_micros_per_million: discounted(input, stated.batch_discount),
      output_micros_per_million: discounted(output, stated.batch_discount),
    },
    source: stated.source,
    read_on: stated.read_on,
    confirmed: stated.confirmed,
  };
}

function newestDay(models: readonly CatalogModel[]): string | null {
  const days = models.flatMap((model) => model.offerings.map((offering) => offering.read_on));
  return days.reduce((newest, day) => ((day ?? "") > (newest ?? "") ? day : newest), null);
}
