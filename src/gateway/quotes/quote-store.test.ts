import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type BatchId, newId } from "#contract/primitives.ts";
import { randomBytes } from "#contract/random-bytes.ts";
import { ModelQuoteBody } from "#contract/quotes.ts";
import { loadCatalog } from "../catalog/catalog.ts";
import type { Database } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { createTestDatabase, emptyTestDatabase } from "../database/test-database.ts";
import { SANDBOX_ALONE } from "../expressibility/test-expressibility.ts";
import { lockQuote } from "./lock-quote.ts";
import { quoteAnswer } from "./quote-answer.ts";
import { getQuote, markQuoteUsed, type StoredQuote } from "./quote-store.ts";

const catalog = await loadCatalog();
const now = new Date("2026-11-24T12:00:00.000Z");
const org_id = newId("org");
const stranger = newId("org");

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => emptyTestDatabase(database));
afterAll(() => database.close());

function lock(): Promise<StoredQuote> {
  const body = ModelQuoteBody.parse({ model: "gpt-4o-mini", estimated_items: 1 });
  return lockQuote(
    { catalog, entropy: randomBytes, expressibility: SANDBOX_ALONE, laneStates: () => new Map() },
    database,
    {
      org_id,
      now,
      kind: "model",
      body,
    },
  );
}

describe("using a quote up", () => {
  const use = (
    quote: StoredQuote,
    change: { org_id?: typeof org_id; now?: Date; batch_id?: BatchId } = {},
  ) =>
    database.transaction((tx) =>
      markQuoteUsed(tx, { quote_id: quote.id, org_id, now, batch_id: newId("batch"), ...change }),
    );

  it("succeeds once, whoever else tries at the same time", async () => {
    const quote = await lock();
    const tries = await Promise.allSettled([use(quote), use(quote), use(quote)]);

    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(use(quote)).rejects.toMatchObject({ code: "quote_used" });
    expect(quoteAnswer(await getQuote(database, { quote_id: quote.id, org_id }), now).status).toBe(
      "used",
    );
  });

  it("fails from the very moment at which the quote expires, and the quote says so", async () => {
    const quote = await lock();
    const justBefore = new Date(quote.expires_at.getTime() - 1);

    await expect(use(quote, { now: quote.expires_at })).rejects.toMatchObject({
      code: "quote_expired",
    });
    expect(quoteAnswer(quote, quote.expires_at).status).toBe("expired");
    expect(quoteAnswer(quote, justBefore).status).toBe("open");
    await use(quote, { now: justBefore });
  });

  it("tells another org nothing but that there is no such quote", async () => {
    const quote = await lock();
    await use(quote);

    await expect(use(quote, { org_id: stranger })).rejects.toMatchObject({ code: "not_found" });
  });
});

const quoting = {
  catalog,
  entropy: randomBytes,
  laneStates: () => new Map<never, never>(),
  expressibility: SANDBOX_ALONE,
};

describe("a quote that was kept", () => {
  const body = ModelQuoteBody.parse({
    models: ["gpt-4o-mini", "gpt-oss-120b"],
    estimated_items: 1_000,
    allowed_regions: ["eu", "us"],
  });

  it("says and locks what it did when it was made", async () => {
    const quote = await lockQuote(quoting, database, { org_id, now, kind: "model", body });
    const kept = await getQuote(database, { quote_id: quote.id, org_id });
    expect(kept).toEqual(quote);
    const rejections = kept.quote_lanes.filter(({ rejection }) => rejection !== null);
    expect(rejections.length).toBeGreaterThan(0);
    expect(kept.plan.groups[0]?.rungs.length).toBeGreaterThan(1);
  });

  it("is read in the form of before too, with every lane and rung written out", async () => {
    const quote = await lockQuote(quoting, database, { org_id, now, kind: "model", body });
    const rungs = quote.plan.groups.flatMap((group) => group.rungs);
    const plan = {
      ...quote.plan,
      rungs: rungs.map(({ rates, ...rung }) => ({
        ...rung,
        rates: {
          input_micros_per_million: String(rates.input_micros_per_million),
          output_micros_per_million: String(rates.output_micros_per_million),
        },
      })),
      groups: quote.plan.groups.map(({ rungs: ranked, ...group }) => ({
        ...group,
        ranking: ranked.map((rung) => rungs.indexOf(rung)),
      })),
    };
    const lanes = quote.quote_lanes.map((lane) => ({ ...lane, figures: undefined }));
    await database.query(sql`
      update quotes set plan = ${sql.json(plan)}, quote_lanes = ${sql.json(lanes)} where id = ${quote.id}`);
    const kept = await getQuote(database, { quote_id: quote.id, org_id });
    expect(kept).toEqual({ ...quote, quote_lanes: lanes });
  });
});
