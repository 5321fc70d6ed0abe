import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contract } from "#contract/index.ts";
import { createTestApp, type TestApp } from "../test-app.ts";

const { catalog } = contract;

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

describe("the catalog endpoints", () => {
  it("show every model with public base prices, and when they were read", async () => {
    const { data, pricing_updated_at } = await app.request(catalog.listModels, {});
    const offering = data
      .find(({ slug }) => slug === "gpt-4o-mini")
      ?.provider_offerings.find(({ lane_id }) => lane_id === "lane_openai");

    expect(offering).toMatchObject({
      input_price_per_million: "0.15",
      batch_discount: "0.50",
      health: "healthy",
    });
    expect(pricing_updated_at).toMatch(/^\d{4}-\d\d-\d\dT00:00:00\.000Z$/);
  });

  it("show only what was asked for: by operation, by provider in any case, by hosted tool", async () => {
    const list = async (
      query: Parameters<typeof app.request<typeof catalog.listModels>>[1]["query"],
    ) => (await app.request(catalog.listModels, { query: query ?? {} })).data;

    const embeddings = await list({ operation: "embeddings" });
    expect(embeddings.length).toBeGreaterThan(0);
    expect(embeddings.every(({ operations }) => operations.includes("embeddings"))).toBe(true);

    const groq = (await list({ provider: "groq" })).flatMap((model) => model.provider_offerings);
    expect(new Set(groq.map(({ lane_id }) => lane_id))).toEqual(new Set(["lane_groq"]));

    const searching = (await list({ hosted_tool: "web_search" })).flatMap(
      (model) => model.provider_offerings,
    );
    expect(searching.length).toBeGreaterThan(0);
    expect(searching.every(({ hosted_tools }) => hosted_tools.includes("web_search"))).toBe(true);
    expect(await list({ hosted_tool: "telepathy" })).toEqual([]);
  });

  it("answer 304 to who holds the list already", async () => {
    const etag = (await app.fetch("/v1/catalog/models")).headers.get("etag") ?? "";

    expect(
      (await app.fetch("/v1/catalog/models", { headers: { "if-none-match": etag } })).status,
    ).toBe(304);
  });

  it("show the agent workflow with its fee and what a run comes to", async () => {
    const { data } = await app.request(catalog.listWorkflowProducts, {});
    const product = await app.request(catalog.getWorkflowProduct, {
      params: { slug: "agent-main-thread" },
    });

    expect(data).toEqual([product]);
    // 500 tokens in and out on gpt-4o-mini are $0.0001875, and the fee is 11.80 %; parts of a micro-dollar go up.
    expect(product).toMatchObject({
      version: "agent-main-thread@v1",
      fee_percent: "11.80",
      example_total: { amount: "0.000211" },
    });
    await expect(
      app.request(catalog.getWorkflowProduct, { params: { slug: "x" } }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("list every lane to who has an account", async () => {
    const { session_token } = await app.registerAndVerify();
    const { data } = await app.request(catalog.listLanes, {}, { as: session_token });

    expect(data.find(({ lane_id }) => lane_id === "lane_openai")).toMatchObject({
      health: "healthy",
      backlog_items: 0,
      success_rate: null,
      breaker: "closed",
    });
  });
});
