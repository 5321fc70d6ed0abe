import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { contract } from "#contract/index.ts";
import { PRIVACY_TIERS } from "#contract/catalog.ts";
import { type Quote, QUOTE_LOCK_SECONDS, ROUTING_MODES, SLA_TIERS } from "#contract/quotes.ts";
import { createTestApp, type TestApp } from "../test-app.ts";

const { quotes } = contract;

let app: TestApp;
let key: string;
beforeAll(async () => {
  app = await createTestApp();
});
beforeEach(async () => {
  await app.reset();
  key = (await app.createKey((await app.registerAndVerify()).session_token, ["quote"])).api_key;
});
afterAll(() => app.close());

function lock(idempotencyKey?: string): Promise<Quote> {
  const body = { models: ["gpt-4o-mini"], estimated_items: 1_000 };
  return app.request(
    quotes.createForModel,
    { body },
    { as: key, ...(idempotencyKey && { idempotencyKey }) },
  );
}

describe("the quote endpoints", () => {
  it("take the request of the product's page as it is and give the quote again by its id", async () => {
    const response = await app.fetch("/v1/quotes/model", {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: '{"models":["gpt-4o-mini"],"routing_mode":"cheapest","estimated_items":1000}',
    });
    const quote = await response.json();

    expect(response.status).toBe(201);
    expect(quote).toMatchObject({
      status: "open",
      pricing_estimate: { total: { amount: "0.198563" } },
    });
    expect(
      await app.request(quotes.get, { params: { quote_id: quote.quote_id } }, { as: key }),
    ).toEqual(quote);
  });

  it("give the first quote again to a repeated request with the same Idempotency-Key", async () => {
    expect((await lock("the same work")).quote_id).toBe((await lock("the same work")).quote_id);
    expect((await lock()).quote_id).not.toBe((await lock()).quote_id);
  });

  it("answer 304 to who holds the quote, until the quote expires", async () => {
    const { quote_id } = await lock();
    const path = `/v1/quotes/${quote_id}`;
    const authorization = `Bearer ${key}`;
    const etag = (await app.fetch(path, { headers: { authorization } })).headers.get("etag") ?? "";
    const again = (): Promise<Response> =>
      app.fetch(path, { headers: { authorization, "if-none-match": etag } });

    expect((await again()).status).toBe(304);
    app.advance(QUOTE_LOCK_SECONDS * 1_000);
    expect(await (await again()).json()).toMatchObject({ status: "expired" });
  });

  it("compare every mode and tier in one call, each at the price that a quote on those terms would lock", async () => {
    const work = { models: ["gpt-4o-mini"], estimated_items: 1_000 };
    const { data } = await app.request(quotes.compare, { body: work }, { as: key });

    expect(data).toHaveLength(ROUTING_MODES.length * SLA_TIERS.length * PRIVACY_TIERS.length);
    for (const { routing_mode, sla_tier, privacy_tier, total, rejection } of data) {
      const terms = { routing_mode, sla_tier, privacy_tier };
      const locked = await app
        .request(quotes.createForModel, { body: { ...work, ...terms } }, { as: key })
        .then(
          (quote) => quote.pricing_estimate.total,
          () => null,
        );
      expect({ ...terms, total, isRejected: rejection !== null }).toEqual({
        ...terms,
        total: locked,
        isRejected: locked === null,
      });
    }
  });

  it("compare under a price limit, and say which terms come to more", async () => {
    const body = {
      models: ["gpt-4o-mini"],
      estimated_items: 1_000,
      max_price: { currency: "usd" as const, amount: "0.20" },
    };
    const { data } = await app.request(quotes.compare, { body }, { as: key });
    const cheapest = data.filter(({ routing_mode }) => routing_mode === "cheapest");
    const verdictOf = (tier: string) =>
      cheapest.find(({ sla_tier }) => sla_tier === tier)?.rejection?.code ?? "priced";

    expect([verdictOf("flex"), verdictOf("standard")]).toEqual(["priced", "priced"]);
    expect(verdictOf("priority")).not.toBe("priced");
  });

  it("quote a workflow run at 11.80 %", async () => {
    const body = { workflow: "agent-main-thread@v1", estimated_items: 1 };

    expect(await app.request(quotes.createForWorkflow, { body }, { as: key })).toMatchObject({
      kind: "workflow",
      pricing_estimate: { service_fee_percent: "11.80" },
    });
  });

  it("refuse with the issues in the envelope, and show another org nothing", async () => {
    const body = { model: "gpt-4o-mimi", estimated_items: 1 };
    await expect(app.request(quotes.createForModel, { body }, { as: key })).rejects.toMatchObject({
      code: "preflight_failed",
      preflight: [{ code: "unknown_model", path: "model" }],
      issue_count: 1,
    });

    const { quote_id } = await lock();
    const { session_token } = await app.registerAndVerify();
    await expect(
      app.request(quotes.get, { params: { quote_id } }, { as: session_token }),
    ).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("reject lanes that the sandbox has taken down at this moment", async () => {
    const settings = { scenario: "partial-failure" as const };
    await app.request(contract.local.setSandbox, { body: settings });
    const { quote_lanes } = await lock();

    expect(quote_lanes.find(({ lane_id }) => lane_id === "lane_openrouter")?.rejection?.code).toBe(
      "lane_down",
    );
  });
});
