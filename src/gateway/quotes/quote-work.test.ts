import { describe, expect, it } from "vitest";
import type { QuoteLane } from "#contract/quotes.ts";
import { loadCatalog } from "../catalog/catalog.ts";
import { type AddedLane, withLanes } from "../catalog/with-lanes.ts";
import type { LaneFacts, LaneSnapshot } from "./lane-candidate.ts";
import type { QuoteTerms } from "./quote-terms.ts";
import { BALANCED_WEIGHTS } from "./rank-candidates.ts";
import { quoteWork, type QuoteFigures } from "./quote-work.ts";
import type { WorkGroup } from "./work.ts";

const catalog = await loadCatalog();
const now = new Date("2026-11-24T12:00:00Z");
const idle: LaneSnapshot = new Map();

const healthyLane: LaneFacts = {
  health: "healthy",
  health_reason: null,
  backlog_items: 0,
  success_rate: null,
  latency_ms: null,
  measured_calls: 0,
  breaker: "closed",
};

const standard: QuoteTerms = {
  routing_mode: "cheapest",
  sla_tier: "standard",
  privacy_tier: "standard",
  allowed_regions: ["global"],
  hosted_tools: [],
  max_price_micros: null,
  fee_basis_points: 590,
  assumed_output_tokens_per_item: 500,
};

function groupOf(models: string[], items = 1_000, change: Partial<WorkGroup> = {}): WorkGroup {
  return {
    operation: "responses",
    models,
    items,
    input_tokens: items * 500,
    max_output_tokens: 0,
    items_without_max_output_tokens: items,
    ...change,
  };
}

function judged(groups: WorkGroup[], terms: Partial<QuoteTerms> = {}, states: LaneSnapshot = idle) {
  const models = new Map(
    groups
      .flatMap((group) => group.models)
      .map((slug) => {
        const model = catalog.findModel(slug);
        if (model === undefined) throw new Error(`${slug} is not in the catalog`);
        return [slug, model];
      }),
  );
  return quoteWork({ groups, models, basis: "estimate" }, { ...standard, ...terms }, states, now);
}

function figuresOf(...args: Parameters<typeof judged>): QuoteFigures {
  const quoted = judged(...args);
  if (!quoted.ok) throw new Error("no lane takes the work");
  return quoted.figures;
}

function selectedOf({ quote_lanes }: QuoteFigures): QuoteLane[] {
  return quote_lanes.filter((lane) => lane.selected);
}

function rejectionOf(figures: QuoteFigures, laneId: string) {
  return figures.quote_lanes.find(({ lane_id }) => lane_id === laneId)?.rejection;
}

describe("a quote", () => {
  it("prices 1,000 estimated items on gpt-4o-mini's cheapest lane with the fee, to the micro-dollar", () => {
    const figures = figuresOf([groupOf(["gpt-4o-mini"])]);

    expect(figures.pricing_estimate).toEqual({
      provider_subtotal: { currency: "usd", amount: "0.187500" },
      service_fee: { currency: "usd", amount: "0.011063" },
      service_fee_percent: "5.90",
      total: { currency: "usd", amount: "0.198563" },
      input_tokens: 500_000,
      output_tokens: 500_000,
      basis: "estimate",
    });
    expect(figures.total_micros).toBe(198_563n);
    expect(selectedOf(figures)).toMatchObject([
      { lane_id: "lane_openai", ladder_rank: 1, rejection: null },
    ]);
  });

  it("takes what items state over what is assumed, and nothing that a model cannot write", () => {
    const stated = groupOf(["gpt-4o-mini"], 10, {
      max_output_tokens: 4_000,
      items_without_max_output_tokens: 6,
    });
    expect(figuresOf([stated]).pricing_estimate.output_tokens).toBe(4_000 + 6 * 500);

    const beyond = groupOf(["gpt-4o-mini"], 1, {
      max_output_tokens: 9_000_000,
      items_without_max_output_tokens: 0,
    });
    expect(figuresOf([beyond]).pricing_estimate.output_tokens).toBe(16_384);

    const embeddings = groupOf(["text-embedding-3-small"], 10, { operation: "embeddings" });
    expect(figuresOf([embeddings]).pricing_estimate.output_tokens).toBe(0);
  });

  it("says of every lane of every acceptable model that it is on the ladder or why it is not", () => {
    const { quote_lanes } = figuresOf([groupOf(["gpt-oss-120b", "llama-3.3-70b-instruct"])]);

    expect(quote_lanes).toHaveLength(
      catalog.offeringsFor("gpt-oss-120b").length +
        catalog.offeringsFor("llama-3.3-70b-instruct").length,
    );
    for (const lane of quote_lanes)
      expect((lane.ladder_rank === null) !== (lane.rejection === null), lane.lane_id).toBe(true);
    expect(quote_lanes.flatMap((lane) => lane.ladder_rank ?? [])).toEqual([1, 2, 3, 4]);
  });

  it("never puts one lane on a ladder twice, because a lane that failed is no way out", () => {
    const figures = figuresOf([groupOf(["gpt-4o-mini", "gpt-4.1-nano"])]);
    const rungs = figures.quote_lanes
      .filter((lane) => lane.ladder_rank !== null)
      .map(({ lane_id }) => lane_id);

    expect(new Set(rungs).size).toBe(rungs.length);
    const twin = figures.quote_lanes.find(
      (lane) => lane.lane_id === "lane_openai" && !lane.selected,
    );
    expect(twin?.rejection).toMatchObject({
      code: "lower_score",
      message: expect.stringContaining("gpt-4.1-nano"),
    });
  });

  it("starts each group on its own lane, and the selected lanes add up to the subtotal", () => {
    const figures = figuresOf([
      groupOf(["gpt-4o-mini"], 700),
      groupOf(["text-embedding-3-small"], 300, { operation: "embeddings" }),
    ]);
    const sum = selectedOf(figures).reduce(
      (total, lane) => total + Number(lane.estimated_cost.amount),
      0,
    );

    expect(selectedOf(figures).map(({ model }) => model)).toEqual([
      "gpt-4o-mini",
      "text-embedding-3-small",
    ]);
    expect(sum).toBeCloseTo(Number(figures.pricing_estimate.provider_subtotal.amount), 6);
    expect(figures.model_lines).toMatchObject([
      { model: "gpt-4o-mini", items: 700, input_tokens: 350_000, output_tokens: 350_000 },
      {
        model: "text-embedding-3-small",
        items: 300,
        output_tokens: 0,
        output_cost: { amount: "0.000000" },
      },
    ]);
  });

  it("is not made when no lane takes a group", () => {
    const quoted = judged([
      groupOf(["gpt-4o-mini"]),
      groupOf(["claude-haiku-4-5"], 10, { operation: "embeddings" }),
    ]);

    expect(quoted.ok ? [] : quoted.unserved.map(({ group }) => group.models)).toEqual([
      ["claude-haiku-4-5"],
    ]);
  });
});

describe("routing modes", () => {
  it("weigh to 1 under balanced, so that its score lies between 0 and 1 as its parts do", () => {
    expect(Object.values(BALANCED_WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(
      1,
      12,
    );
  });

  const firstLane = (routing_mode: QuoteTerms["routing_mode"], items: number): string | undefined =>
    selectedOf(figuresOf([groupOf(["gpt-oss-120b"], items)], { routing_mode }))[0]?.lane_id;

  it("pick differently for the same work: price, time, or price, reliability and backlog weighed", () => {
    expect(firstLane("cheapest", 1_000)).toBe("lane_deepinfra");
    expect(firstLane("fastest", 1_000)).toBe("lane_groq");
    expect(firstLane("balanced", 1_000)).toBe("lane_fireworks");
  });

  it("leave the cheapest lane under sla_aware when it would fill more than half of the window", () => {
    expect(firstLane("sla_aware", 1_000)).toBe("lane_deepinfra");
    expect(firstLane("cheapest", 1_000_000)).toBe("lane_deepinfra");
    expect(firstLane("sla_aware", 1_000_000)).toBe("lane_fireworks");
  });

  it("weigh the backlog and the measured success of the moment", () => {
    const states: LaneSnapshot = new Map([
      ["lane_groq", { ...healthyLane, backlog_items: 500_000 }],
      ["lane_fireworks", { ...healthyLane, success_rate: 0.2 }],
    ]);
    const pick = (routing_mode: QuoteTerms["routing_mode"]) =>
      selectedOf(figuresOf([groupOf(["gpt-oss-120b"])], { routing_mode }, states))[0]?.lane_id;

    expect(pick("fastest")).toBe("lane_cerebras");
    expect(pick("balanced")).toBe("lane_deepinfra");
  });
});

describe("a lane that is handed whole batches", () => {
  const hour = 3_600_000;
  function quotedWith(p95: number, routing_mode: QuoteTerms["routing_mode"]): QuoteFigures {
    const lane: AddedLane["lane"] = {
      lane_id: "lane_whole",
      adapter: "chat-completions",
      provider: "Whole",
      display_name: "Whole batches",
      region: "us",
      privacy_tiers: ["standard"],
      hosted_tools: [],
      completion_window: "24h",
      concurrency: 1,
      requests_per_minute: null,
      expected: {
        latency_ms: { median: 1_000, p95: 1_000 },
        turnaround_ms: { median: 2 * hour, p95 },
        success_rate: 1,
      },
    };
    const offering = {
      model: "gpt-4o-mini",
      hosted_tools: [],
      input_price_per_million: "0.01",
      output_price_per_million: "0.01",
      batch_discount: "0",
      source: "a test",
      read_on: null,
      confirmed: true,
    };
    const withWhole = withLanes(catalog, {
      lanes: [{ lane, offerings: [offering] }],
      models: [],
      keepsSandbox: true,
    });
    const model = withWhole.findModel("gpt-4o-mini");
    if (model === undefined) throw new Error("gpt-4o-mini is not in the catalog");
    const groups = [groupOf(["gpt-4o-mini"], 500), groupOf(["gpt-4o-mini"], 700)];
    const work = { groups, models: new Map([[model.slug, model]]), basis: "estimate" } as const;
    const quoted = quoteWork(work, { ...standard, routing_mode }, idle, now);
    if (!quoted.ok) throw new Error("no lane takes the work");
    return quoted.figures;
  }

  it("ends after its turnaround, however many items and groups there are", () => {
    const [first] = selectedOf(quotedWith(6 * hour, "cheapest"));
    expect(first).toMatchObject({
      lane_id: "lane_whole",
      estimated_completion_at: new Date(now.getTime() + 2 * hour).toISOString(),
      figures: { expected_seconds: 7_200, late_seconds: 21_600, measured_calls: null },
    });
  });

  it("is held against the deadline by its 95th of 100", () => {
    expect(rejectionOf(quotedWith(25 * hour, "cheapest"), "lane_whole")).toEqual({
      code: "deadline_not_reachable",
      message: "The work would take 25 h one time in twenty; standard promises 24 h.",
    });
  });

  it("is left by sla_aware when its 95th of 100 fills more than half of the window", () => {
    expect(selectedOf(quotedWith(11 * hour, "sla_aware"))[0]?.lane_id).toBe("lane_whole");
    expect(selectedOf(quotedWith(13 * hour, "sla_aware"))[0]?.lane_id).not.toBe("lane_whole");
  });

  it("is left by fastest for a lane that ends sooner", () => {
    expect(selectedOf(quotedWith(6 * hour, "fastest"))[0]?.lane_id).not.toBe("lane_whole");
  });
});

describe("a lane is rejected", () => {
  const both = groupOf(["gpt-4o-mini"]);
  const down: LaneSnapshot = new Map([
    ["lane_openai", { ...healthyLane, health: "down" }],
    ["lane_azure_eu", { ...healthyLane, health_reason: "The breaker is open.", breaker: "open" }],
  ]);
  const cases: [string, string, QuoteFigures][] = [
    ["region_not_allowed", "lane_openai", figuresOf([both], { allowed_regions: ["eu"] })],
    ["privacy_not_offered", "lane_openai", figuresOf([both], { privacy_tier: "zero_retention" })],
    ["hosted_tool_missing", "lane_azure_eu", figuresOf([both], { hosted_tools: ["web_search"] })],
    ["lane_down", "lane_openai", figuresOf([both], {}, down)],
    ["lane_down", "lane_azure_eu", figuresOf([both], {}, down)],
    ["deadline_not_reachable", "lane_openai", figuresOf([both], { sla_tier: "priority" })],
    ["deadline_not_reachable", "lane_vertex", figuresOf([groupOf(["gemini-2.5-flash"])])],
    ["over_max_price", "lane_openrouter", figuresOf([both], { max_price_micros: 300_000n })],
    ["more_expensive", "lane_cerebras", figuresOf([groupOf(["gpt-oss-120b"])])],
    [
      "slower",
      "lane_deepinfra",
      figuresOf([groupOf(["gpt-oss-120b"])], { routing_mode: "fastest" }),
    ],
    [
      "lower_score",
      "lane_cerebras",
      figuresOf([groupOf(["gpt-oss-120b"])], { routing_mode: "balanced" }),
    ],
  ];
  it.each(cases)("with %s: %s", (code, laneId, figures) => {
    expect(rejectionOf(figures, laneId)).toMatchObject({
      code,
      message: expect.stringMatching(/^[A-Z$\d].*\.$/),
    });
  });

  it("as slower with both times and what they stand on", () => {
    const work = groupOf(["gpt-oss-120b"]);
    const measured = { ...healthyLane, latency_ms: { median: 1, p95: 1 }, measured_calls: 1_204 };
    const figures = figuresOf(
      [work],
      { routing_mode: "fastest" },
      new Map([["lane_groq", measured]]),
    );
    // What a sandbox lane plays is known, so its measured calls change nothing.
    expect(rejectionOf(figures, "lane_deepinfra")?.message).toMatch(
      /^It would take .+ \(as the catalog expects\), against .+ \(as the catalog expects\) on .+\.$/,
    );
  });

  it("with the reason of its state where its breaker is open", () => {
    expect(rejectionOf(figuresOf([both], {}, down), "lane_azure_eu")?.message).toBe(
      "The breaker is open.",
    );
  });

  it("with operation_not_offered and context_too_small where another acceptable model can do it", () => {
    const codeOn = (model: string, group: WorkGroup): string | undefined =>
      figuresOf([group]).quote_lanes.find((lane) => lane.model === model)?.rejection?.code;

    const pictures = groupOf(["gpt-4o-mini", "gpt-oss-120b"], 10, { operation: "vision" });
    expect(codeOn("gpt-oss-120b", pictures)).toBe("operation_not_offered");
    const long = groupOf(["gpt-4o-mini", "gpt-4.1-nano"], 10, { input_tokens: 2_000_000 });
    expect(codeOn("gpt-4o-mini", long)).toBe("context_too_small");
  });

  it("when its backlog alone takes longer than the window", () => {
    const states: LaneSnapshot = new Map([
      ["lane_openai", { ...healthyLane, backlog_items: 100_000_000 }],
    ]);

    expect(rejectionOf(figuresOf([both], {}, states), "lane_openai")).toMatchObject({
      code: "deadline_not_reachable",
      message: expect.stringContaining("standard promises 24 h"),
    });
  });
});
