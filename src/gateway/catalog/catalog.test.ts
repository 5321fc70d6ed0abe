import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import file from "./catalog.json" with { type: "json" };
import type { SandboxCatalogLane } from "./catalog-lane.ts";
import { catalogOf, loadCatalog, UnreadableCatalog, type Offering } from "./catalog.ts";

/** A data file with one lane and one model, changed at one path. */
function fileWith(change: (content: ReturnType<typeof smallFile>) => void): unknown {
  const content = smallFile();
  change(content);
  return content;
}

function smallFile() {
  const lane = structuredClone(file.lanes[0]);
  const model = structuredClone(file.models[0]);
  if (lane === undefined || model === undefined) throw new Error("the data file is empty");
  model.offerings = model.offerings.filter((offering) => offering.lane_id === lane.lane_id);
  return {
    about: [],
    price_copies: structuredClone(file.price_copies),
    lanes: [lane],
    models: [model],
  };
}

function mistakesOf(content: unknown): readonly string[] {
  try {
    catalogOf(content, "test.json");
  } catch (error) {
    if (error instanceof UnreadableCatalog) return error.mistakes;
    throw error;
  }
  return [];
}

const character = ({ lane, rates }: Offering): string =>
  JSON.stringify([
    Number(rates.input_micros_per_million),
    Number(rates.output_micros_per_million),
    lane.expected.latency_ms.median,
    lane.expected.success_rate,
  ]);

describe("the catalog that comes with the gateway", () => {
  it("loads, and quotes gpt-4o-mini at half its list price on OpenAI's batch lane", async () => {
    const catalog = await loadCatalog();
    const offering = catalog
      .offeringsFor("gpt-4o-mini")
      .find(({ lane }) => lane.lane_id === "lane_openai");

    expect(offering).toMatchObject({
      input_price_per_million: "0.15",
      batch_discount: "0.50",
      list_rates: { input_micros_per_million: 150_000n, output_micros_per_million: 600_000n },
      rates: { input_micros_per_million: 75_000n, output_micros_per_million: 300_000n },
    });
  });

  it("offers every model on three lanes or more that differ in price, speed and reliability", async () => {
    const catalog = await loadCatalog();
    for (const { slug, offerings } of catalog.models) {
      expect(new Set(offerings.map(character)).size, slug).toBeGreaterThanOrEqual(3);
      expect(
        new Set(offerings.map(({ rates }) => rates.input_micros_per_million)).size,
        slug,
      ).toBeGreaterThan(1);
      expect(
        new Set(offerings.map(({ lane }) => lane.expected.latency_ms.median)).size,
        slug,
      ).toBeGreaterThan(2);
      expect(
        new Set(offerings.map(({ lane }) => lane.expected.success_rate)).size,
        slug,
      ).toBeGreaterThan(1);
    }
  });

  it("has lanes for a quote to turn down: by region, privacy, tools, window and health", async () => {
    const { lanes } = await loadCatalog();

    expect(lanes.some(({ region }) => region === "eu")).toBe(true);
    expect(lanes.some(({ privacy_tiers }) => !privacy_tiers.includes("zero_retention"))).toBe(true);
    expect(lanes.some(({ hosted_tools }) => hosted_tools.length === 0)).toBe(true);
    expect(lanes.some(({ completion_window }) => Number.parseInt(completion_window, 10) > 48)).toBe(
      true,
    );
    const isSandbox = (lane: (typeof lanes)[number]): lane is SandboxCatalogLane =>
      lane.adapter === "sandbox";
    expect(lanes.filter(isSandbox).some(({ sandbox }) => sandbox.down_in.length > 0)).toBe(true);
  });

  it("finds a model by its slug and by every alias, and knows no other name", async () => {
    const catalog = await loadCatalog();

    expect(catalog.findModel("gpt-4o-mini-2024-07-18")?.slug).toBe("gpt-4o-mini");
    expect(catalog.knownModels.has("openai/gpt-4o-mini")).toBe(true);
    expect(catalog.findModel("gpt-4o-mimi")).toBeUndefined();
    expect(catalog.offeringsFor("gpt-4o-mimi")).toEqual([]);
    expect(catalog.knownModels.size).toBe(
      catalog.models.flatMap((model) => [model.slug, ...model.aliases]).length,
    );
  });

  it("says when its prices were read and how many providers it has", async () => {
    const catalog = await loadCatalog();

    expect(catalog.pricing_updated_at).toBe("2026-11-24T00:00:00.000Z");
    expect(catalog.provider_count).toBe(new Set(file.lanes.map((lane) => lane.provider)).size);
  });

  it("names the page to check for every price, confirmed or not", async () => {
    const { models } = await loadCatalog();
    const offerings = models.flatMap((model) => model.offerings);

    expect(offerings.every(({ source }) => source.startsWith("https://"))).toBe(true);
    expect(offerings.filter(({ confirmed }) => confirmed).length).toBeGreaterThan(
      offerings.length * 0.9,
    );
  });
});

describe("an unusable catalog", () => {
  it("is refused with every mistake, each by its path", () => {
    const content = fileWith(({ lanes, models }) => {
      Object.assign(lanes[0] ?? {}, { region: "Europe", speed: 3 });
      Object.assign(models[0]?.offerings[0] ?? {}, {
        input_price_per_million: 0.15,
        batch_discount: "1.5",
      });
    });

    expect(mistakesOf(content).map((mistake) => mistake.split(":")[0])).toEqual([
      "lanes[0].region",
      "lanes[0]",
      "models[0].offerings[0].input_price_per_million",
      "models[0].offerings[0].batch_discount",
    ]);
    expect(mistakesOf(content).join("\n")).toContain('Unrecognized key: "speed"');
  });

  it.each([
    [
      "models[0].offerings[0].lane_id",
      { lane_id: "lane_nobody" },
      'no lane is called "lane_nobody"',
    ],
    ["models[0].offerings[0].read_in", { read_in: "hearsay" }, 'price_copies has no "hearsay"'],
    ["models[0].offerings[0].read_in", { confirmed: false }, "a confirmed price names the copy"],
    ["models[0].offerings[0].read_on", { read_on: "24.11.2026" }, "Expected a day like 2026-11-24"],
    ["models[0].offerings[0].source", { source: "the price list" }, "Expected the https address"],
  ])("is refused at %s for %o", (path, change, words) => {
    const content = fileWith(
      ({ models }) => void Object.assign(models[0]?.offerings[0] ?? {}, change),
    );

    expect(mistakesOf(content)).toEqual([expect.stringContaining(`${path}: ${words}`)]);
  });

  it("is refused when a lane, a name or a model's lane comes twice", () => {
    const content = fileWith(({ lanes, models }) => {
      lanes.push(...structuredClone(lanes));
      for (const model of models) {
        model.aliases.push("twice", "twice");
        Object.assign(model, { offerings: [...model.offerings, ...model.offerings] });
      }
    });

    expect(mistakesOf(content).map((mistake) => mistake.split(":")[0])).toEqual([
      "lanes[1].lane_id",
      "models[0].aliases[3]",
      "models[0].offerings[1].lane_id",
    ]);
  });
});

describe("a catalog of one's own", () => {
  it("is read from its path", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "catalog-")), "mine.json");
    await writeFile(path, JSON.stringify(smallFile()));

    expect((await loadCatalog(path)).models.map(({ slug }) => slug)).toEqual(["gpt-4o-mini"]);
  });

  it("is refused by its path when it is not JSON", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "catalog-")), "mine.json");
    await writeFile(path, "{ lanes: [] }");

    await expect(loadCatalog(path)).rejects.toThrow(
      `${path} is not a usable catalog:\n  not JSON: `,
    );
  });
});
