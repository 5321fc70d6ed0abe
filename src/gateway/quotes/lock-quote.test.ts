import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PreflightIssue } from "#contract/error-envelope.ts";
import { newId, toMoney } from "#contract/primitives.ts";
import { randomBytes } from "#contract/random-bytes.ts";
import { ModelQuoteBody, Quote } from "#contract/quotes.ts";
import { loadCatalog } from "../catalog/catalog.ts";
import type { Database } from "../database/database.ts";
import { createTestDatabase, emptyTestDatabase } from "../database/test-database.ts";
import { SANDBOX_ALONE } from "../expressibility/test-expressibility.ts";
import { insertFile } from "../files/file-store.ts";
import { newFilePlace } from "../files/new-file.ts";
import { Problem } from "../http/problem.ts";
import { lockQuote, type WorkflowQuoteBody } from "./lock-quote.ts";
import { priceBatch } from "./price-batch.ts";
import { quoteAnswer } from "./quote-answer.ts";
import { getQuote, type StoredQuote } from "./quote-store.ts";
import type { WorkGroup } from "./work.ts";

const catalog = await loadCatalog();
const dependencies = {
  catalog,
  entropy: randomBytes,
  expressibility: SANDBOX_ALONE,
  laneStates: () => new Map(),
};
const now = new Date("2026-11-24T12:00:00.000Z");
const org_id = newId("org");
const stranger = newId("org");

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => emptyTestDatabase(database));
afterAll(() => database.close());

function lock(body: Partial<ModelQuoteBody>): Promise<StoredQuote> {
  return lockQuote(dependencies, database, {
    org_id,
    now,
    kind: "model",
    body: ModelQuoteBody.parse(body),
  });
}

function lockWorkflow(body: WorkflowQuoteBody): Promise<StoredQuote> {
  return lockQuote(dependencies, database, { org_id, now, kind: "workflow", body });
}

async function issuesOf(locked: Promise<unknown>): Promise<PreflightIssue[]> {
  const error: unknown = await locked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Problem)) throw new Error("expected a problem", { cause: error });
  expect(error.code).toBe("preflight_failed");
  return error.details.preflight ?? [];
}

function line(id: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    customer_item_id: id,
    operation: "responses",
    model: "gpt-4o-mini",
    input: { input: "Say hi." },
    ...change,
  };
}

async function fileOf(groups: WorkGroup[]) {
  const items = groups.reduce((sum, group) => sum + group.items, 0);
  const file = {
    ...newFilePlace(org_id, now, randomBytes),
    filename: "input.jsonl",
    size_bytes: 1,
    sha256: "",
    line_count: items,
    format: "native" as const,
    groups: groups.map((group) => ({ ...group, models: [...group.models] })),
    urls: [],
    created_at: now,
  };
  await insertFile(database, file, { every: 1, offsets: [0] });
  return file.id;
}

describe("locking a quote", () => {
  it("answers the request of the product's page with a contract quote that holds for ten minutes", async () => {
    const quote = await lock({
      models: ["gpt-4o-mini"],
      routing_mode: "cheapest",
      estimated_items: 1_000,
    });
    const answer = Quote.parse(quoteAnswer(quote, now));

    expect(answer).toMatchObject({
      kind: "model",
      status: "open",
      expires_at: "2026-11-24T12:10:00.000Z",
      item_count: 1_000,
      models: ["gpt-4o-mini"],
      pricing_estimate: { total: toMoney(198_563n), basis: "estimate" },
    });
    expect(await getQuote(database, { quote_id: quote.id, org_id })).toEqual(quote);
  });

  it("prices a batch of the quoted items at the quote's own total", async () => {
    const quote = await lock({
      model: "gpt-4o-mini",
      items: [line("a"), line("b", { max_output_tokens: 20 })],
    });
    const real: WorkGroup = {
      operation: "responses",
      models: ["gpt-4o-mini"],
      items: 2,
      input_tokens: quote.pricing_estimate.input_tokens,
      max_output_tokens: 20,
      items_without_max_output_tokens: 1,
    };

    expect(quote.pricing_estimate).toMatchObject({ basis: "items", output_tokens: 520 });
    expect(priceBatch(quote, [real])).toMatchObject({ ok: true, total_micros: quote.total_micros });
  });

  it("scales a sample to the number of items that it stands for", async () => {
    const sample = [line("a"), line("b"), line("c", { model: "gpt-4o" })];
    const whole = await lock({ items: sample });
    const scaled = await lock({ items: sample, estimated_items: 1_000 });

    expect(scaled.item_count).toBe(1_000);
    expect(scaled.model_lines.map(({ model, items }) => [model, items])).toEqual([
      ["gpt-4o-mini", 667],
      ["gpt-4o", 333],
    ]);
    expect(scaled.pricing_estimate.basis).toBe("estimate");
    expect(scaled.pricing_estimate.input_tokens).toBe(
      Math.ceil((whole.pricing_estimate.input_tokens * 1_000) / 3),
    );
  });

  it("reads a file's groups, joins what aliases had split, and narrows them to the models that are accepted", async () => {
    const common = {
      operation: "responses",
      items: 5,
      input_tokens: 100,
      max_output_tokens: 0,
      items_without_max_output_tokens: 5,
    } as const;
    const input_file_id = await fileOf([
      { ...common, models: ["gpt-4o-mini", "gpt-4o"] },
      { ...common, models: ["openai/gpt-4o-mini"] },
    ]);
    const quote = await lock({ input_file_id, models: ["gpt-4o-mini"] });

    expect(quote.model_lines).toMatchObject([
      { model: "gpt-4o-mini", items: 10, input_tokens: 200 },
    ]);
    expect(quote.pricing_estimate.basis).toBe("file");
    expect(await issuesOf(lock({ input_file_id, models: ["gpt-4o"] }))).toMatchObject([
      {
        code: "model_not_accepted",
        message: expect.stringContaining("openai/gpt-4o-mini"),
        path: "models",
      },
    ]);
  });

  it("shows nobody another org's file or quote", async () => {
    const input_file_id = await fileOf([
      {
        operation: "responses",
        models: ["gpt-4o"],
        items: 1,
        input_tokens: 1,
        max_output_tokens: 1,
        items_without_max_output_tokens: 0,
      },
    ]);
    const body = ModelQuoteBody.parse({ input_file_id });
    const quote = await lock({ model: "gpt-4o-mini", estimated_items: 1 });

    await expect(
      lockQuote(dependencies, database, { org_id: stranger, now, kind: "model", body }),
    ).rejects.toMatchObject({ code: "not_found" });
    await expect(
      getQuote(database, { quote_id: quote.id, org_id: stranger }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a quote is refused", () => {
  it("for an unknown model, by its path and with the nearest name", async () => {
    expect(
      await issuesOf(lock({ models: ["gpt-4o-mini", "gpt-4o-mimi"], estimated_items: 1 })),
    ).toEqual([
      {
        code: "unknown_model",
        message: 'There is no model "gpt-4o-mimi". Did you mean "gpt-4o-mini"?',
        path: "models[1]",
      },
    ]);
    expect(await issuesOf(lock({ model: "nobody", estimated_items: 1 }))).toMatchObject([
      { path: "model" },
    ]);
  });

  it("for bad items, with the validator's own issues", async () => {
    expect(
      await issuesOf(lock({ items: [line("a"), line("a"), line("b", { model: "gpt-4o-mimi" })] })),
    ).toMatchObject([
      { code: "duplicate_id", path: "items[1].customer_item_id", line: 2 },
      { code: "unknown_model", path: "items[2].model", customer_item_id: "b" },
    ]);
  });

  it("for a region or a tool that no lane has, even one that no database could store", async () => {
    const asked = {
      model: "gpt-4o-mini",
      estimated_items: 1,
      allowed_regions: ["eu", "mars\u0000"],
      hosted_tools: ["telepathy"],
    };

    expect((await issuesOf(lock(asked))).map(({ code, path }) => [code, path])).toEqual([
      ["unknown_region", "allowed_regions[1]"],
      ["unknown_hosted_tool", "hosted_tools[0]"],
    ]);
  });

  it("with each lane's own reason when no lane can take the work", async () => {
    const issues = await issuesOf(
      lock({ model: "claude-haiku-5-5", estimated_items: 1, sla_tier: "priority" }),
    );

    expect(issues[0]).toMatchObject({ code: "no_lane" });
    expect(issues.slice(1).map(({ code }) => code)).toEqual(
      Array(3).fill("deadline_not_reachable"),
    );
  });

  it("when the operation asked for is not the items'", async () => {
    expect(await issuesOf(lock({ operation: "embeddings", items: [line("a")] }))).toMatchObject([
      { code: "operation_mismatch" },
    ]);
    expect(await lock({ operation: "vision", items: [line("a")] })).toMatchObject({
      item_count: 1,
    });
  });

  it("when all groups together cost more than max_price, though each alone does not", async () => {
    const items = [line("a"), line("b", { model: "gpt-4.1-nano" })];
    const { total_micros } = await lock({ items });

    expect(await issuesOf(lock({ items, max_price: toMoney(total_micros - 1n) }))).toMatchObject([
      { code: "over_max_price" },
    ]);
    expect(await lock({ items, max_price: toMoney(total_micros) })).toMatchObject({ total_micros });
  });
});

describe("a workflow quote", () => {
  it("is a quote on the default model at twice the fee", async () => {
    expect(
      await lockWorkflow({ workflow: "agent-main-thread@v1", estimated_items: 1_000 }),
    ).toMatchObject({
      kind: "workflow",
      models: ["gpt-4o-mini"],
      pricing_estimate: {
        service_fee: toMoney(22_125n),
        service_fee_percent: "11.80",
        total: toMoney(209_625n),
      },
    });
  });

  it("names the workflows that there are for one that there is not", async () => {
    await expect(
      lockWorkflow({ workflow: "agent-main-thread@v9", estimated_items: 1 }),
    ).rejects.toMatchObject({
      code: "not_found",
      message: 'There is no workflow "agent-main-thread@v9". There is agent-main-thread@v1.',
    });
  });
});
