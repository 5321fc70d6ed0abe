import { describe, expect, it } from "vitest";
import { loadCatalog } from "../catalog/catalog.ts";
import { ladderFor } from "./locked-plan.ts";
import { readPlan, storedPlan } from "./plan-json.ts";
import { priceBatch, type PricedBy } from "./price-batch.ts";
import { quoteWork } from "./quote-work.ts";
import { standardTerms } from "./test-quoting.ts";
import type { WorkGroup } from "./work.ts";

const catalog = await loadCatalog();

function groupOf(models: string[], items: number, change: Partial<WorkGroup> = {}): WorkGroup {
  const tokens = {
    input_tokens: items * 500,
    max_output_tokens: 0,
    items_without_max_output_tokens: items,
  };
  return { operation: "responses", models, items, ...tokens, ...change };
}

function quoteFor(groups: WorkGroup[]): PricedBy {
  const models = new Map(
    groups
      .flatMap((group) => group.models)
      .flatMap((slug) => {
        const model = catalog.findModel(slug);
        return model === undefined ? [] : [[slug, model] as const];
      }),
  );
  const quoted = quoteWork(
    { groups, models, basis: "estimate" },
    standardTerms,
    new Map(),
    new Date(),
  );
  if (!quoted.ok) throw new Error("no lane takes the work");
  return quoted.figures;
}

describe("a batch priced on its quote", () => {
  const quote = quoteFor([groupOf(["gpt-4o-mini"], 1_000)]);

  it("costs the quote's total when it is just the work that was quoted, and less when it is less", () => {
    expect(priceBatch(quote, [groupOf(["gpt-4o-mini"], 1_000)])).toMatchObject({
      ok: true,
      total_micros: quote.total_micros,
      groups: [{ ladder: [{ lane_id: "lane_openai" }, { lane_id: "lane_azure_global" }, {}, {}] }],
    });
    expect(priceBatch(quote, [groupOf(["gpt-4o-mini"], 10)])).toMatchObject({
      ok: true,
      total_micros: 1_986n,
    });
  });

  it("is refused with both figures when one token more would cost more", () => {
    expect(priceBatch(quote, [groupOf(["gpt-4o-mini"], 1_000, { input_tokens: 500_100 })])).toEqual(
      {
        ok: false,
        issues: [
          {
            code: "exceeds_quote",
            message: expect.stringMatching(
              /\$0\.198571; the quote's total is \$0\.198563\. A quote is a ceiling/,
            ),
          },
        ],
      },
    );
  });

  it("finds its lanes by an alias as by the name", () => {
    expect(priceBatch(quote, [groupOf(["gpt-4o-mini-2024-07-18"], 10)])).toMatchObject({
      ok: true,
      total_micros: 1_986n,
    });
  });

  it("is refused for each group whose models, operation or length the quote does not cover", () => {
    const priced = priceBatch(quote, [
      groupOf(["gpt-4o"], 1),
      groupOf(["gpt-4o-mini"], 1, { operation: "vision" }),
      groupOf(["constructor"], 1),
      groupOf(["gpt-4o-mini"], 1, { input_tokens: 130_000 }),
    ]);

    expect(priced.ok ? [] : priced.issues.map(({ code }) => code)).toEqual([
      "model_not_quoted",
      "model_not_quoted",
      "model_not_quoted",
      "context_too_small",
    ]);
  });
});

describe("a ladder", () => {
  const { plan } = quoteFor([
    groupOf(["gpt-4o-mini", "gpt-oss-120b"], 100),
    groupOf(["text-embedding-3-small"], 10, { operation: "embeddings" }),
  ]);

  it("holds only lanes of the models that the items accept, in the order of the quote", () => {
    expect(ladderFor(plan, ["gpt-oss-120b"], "responses").map(({ lane_id }) => lane_id)).toEqual([
      "lane_deepinfra",
      "lane_groq",
      "lane_fireworks",
      "lane_together",
    ]);
    expect(ladderFor(plan, ["text-embedding-3-small"], "embeddings")[0]?.lane_id).toBe(
      "lane_openai",
    );
    expect(ladderFor(plan, ["text-embedding-3-small"], "responses")).toEqual([]);
  });

  it("holds for plain text when pictures were quoted", () => {
    const pictures = quoteFor([groupOf(["gpt-4o-mini"], 10, { operation: "vision" })]);

    expect(ladderFor(pictures.plan, ["gpt-4o-mini"], "responses")).toHaveLength(4);
  });

  it("comes out of the database as it went in, rates to the last micro-dollar", () => {
    expect(readPlan(JSON.parse(JSON.stringify(storedPlan(plan))))).toEqual(plan);
  });
});
