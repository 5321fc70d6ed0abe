import { readFile } from "node:fs/promises";
import * as z from "zod/mini";
import bundledFile from "./catalog.json" with { type: "json" };
import { CatalogFile, linkMistakes } from "./catalog-file.ts";
import { discounted, microsOfPrice, type Rates } from "./rates.ts";

/** A way to run work at one provider in one region, as the data file states it. */
export type CatalogLane = CatalogFile["lanes"][number];

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
  /** YYYY-MM-DD. */
  read_on: string;
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
  /** The newest day on which a price was read, as an RFC 3339 moment. */
  pricing_updated_at: string;
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
  const parsed = z.safeParse(CatalogFile, content, { error: englishMessage });
  if (!parsed.success) {
    throw new UnreadableCatalog(
      name,
      parsed.error.issues.map((issue) => `${pathOf(issue.path)}: ${issue.message}`),
    );
  }
  const mistakes = linkMistakes(parsed.data);
  if (mistakes.length > 0) throw new UnreadableCatalog(name, mistakes);
  return linked(parsed.data);
}

// zod/mini carries no words of its own; without these every mistake would read "Invalid input".
const englishMessage = z.locales.en().localeError;

function linked(file: CatalogFile): Catalog {
  const lanes = new Map(file.lanes.map((lane) => [lane.lane_id, lane]));
  const models = file.models.map((model) => ({
    ...model,
    offerings: model.offerings.flatMap((entry) => {
      const lane = lanes.get(entry.lane_id);
      return lane === undefined ? [] : [offeringOf(entry, lane)];
    }),
  }));
  const byName = new Map<string, CatalogModel>();
  for (const model of models)
    for (const name of [model.slug, ...model.aliases]) byName.set(name, model);

  return {
    models,
    lanes: file.lanes,
    findModel: (name) => byName.get(name),
    offeringsFor: (name) => byName.get(name)?.offerings ?? [],
    knownModels: new Set(byName.keys()),
    pricing_updated_at: `${newestDay(models)}T00:00:00.000Z`,
    provider_count: new Set(file.lanes.map((lane) => lane.provider)).size,
  };
}

function offeringOf(
  entry: CatalogFile["models"][number]["offerings"][number],
  lane: CatalogLane,
): Offering {
  const input = microsOfPrice(entry.input_price_per_million);
  const output = microsOfPrice(entry.output_price_per_million);
  return {
    lane,
    hosted_tools: entry.hosted_tools ?? lane.hosted_tools,
    input_price_per_million: entry.input_price_per_million,
    output_price_per_million: entry.output_price_per_million,
    batch_discount: entry.batch_discount,
    list_rates: { input_micros_per_million: input, output_micros_per_million: output },
    rates: {
      input_micros_per_million: discounted(input, entry.batch_discount),
      output_micros_per_million: discounted(output, entry.batch_discount),
    },
    source: entry.source,
    read_on: entry.read_on,
    confirmed: entry.confirmed,
  };
}

function newestDay(models: readonly CatalogModel[]): string {
  const days = models.flatMap((model) => model.offerings.map((offering) => offering.read_on));
  return days.reduce((newest, day) => (day > newest ? day : newest), "");
}

/** ["models", 3, "slug"] → models[3].slug */
function pathOf(path: readonly PropertyKey[]): string {
  const written = path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("");
  return written === "" ? "the file" : written.replace(/^\./, "");
}
