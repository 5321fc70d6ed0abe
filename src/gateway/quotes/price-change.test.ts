import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { contract } from "#contract/index.ts";
import { toMicros } from "#contract/primitives.ts";
import { findDeviations } from "../batches/test-books.ts";
import { catalogOf, type Catalog, loadCatalog } from "../catalog/catalog.ts";
import bundled from "../catalog/catalog.json" with { type: "json" };
import { items } from "../dispatch/test-batches.ts";
import { createLocalStorage } from "../storage/local-storage.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import { createTestApp, type TestApp } from "../test-app.ts";
import { costOf, ratesInTier } from "./pricing.ts";

const LIST = items(40);

let folder: string;
let storage: ArtifactStorage;
let before: TestApp;
let session: string;
const restarted: TestApp[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "price-change-"));
  storage = await createLocalStorage(folder);
  before = await createTestApp({ storage });
});
beforeEach(async () => {
  await before.reset();
  session = (await before.registerAndVerify()).session_token;
});
afterEach(async () => {
  for (const gateway of restarted.splice(0)) await gateway.close();
});
afterAll(async () => {
  await before.close();
  await rm(folder, { recursive: true });
});

/** The same gateway after a restart with another catalog. */
async function restartWith(catalog: Catalog): Promise<TestApp> {
  const gateway = await createTestApp({ storage, database: before.database, catalog });
  restarted.push(gateway);
  return gateway;
}

const tenfold = (price: string): string => (Number(price) * 10).toFixed(6);

/** The catalog with every price ten times as high, and without some lanes. */
function dearer(without: (lane_id: string) => boolean = () => false): Catalog {
  const models = bundled.models.map((model) => ({
    ...model,
    offerings: model.offerings
      .filter(({ lane_id }) => !without(lane_id))
      .map((offering) => ({
        ...offering,
        input_price_per_million: tenfold(offering.input_price_per_million),
        output_price_per_million: tenfold(offering.output_price_per_million),
      })),
  }));
  const lanes = bundled.lanes.filter(({ lane_id }) => !without(lane_id));
  return catalogOf(
    { ...bundled, lanes, models: models.filter(({ offerings }) => offerings.length > 0) },
    "dearer",
  );
}

const quote = () =>
  before.request(contract.quotes.createForModel, { body: { items: LIST } }, { as: session });

const submit = async (gateway: TestApp, quote_id: Awaited<ReturnType<typeof quote>>["quote_id"]) =>
  (
    await gateway.request(
      contract.batches.create,
      { body: { quote_id, items: LIST } },
      { as: session, idempotencyKey: `submit-${quote_id}` },
    )
  ).batch;

async function billOf(gateway: TestApp, id: Awaited<ReturnType<typeof submit>>["id"]) {
  const as = { as: session };
  return {
    batch: await gateway.request(contract.batches.get, { params: { id } }, as),
    bill: await gateway.request(contract.batches.billingReceipt, { params: { id } }, as),
  };
}

/** At the rates of the catalog that the quote was locked with, less at most what each item's share rounds off. */
async function expectLockedRates(line: Bill["lines"][number]): Promise<void> {
  const catalog = await loadCatalog();
  const offering = catalog
    .offeringsFor(line.model)
    .find(({ lane }) => lane.lane_id === line.lane_id);
  if (offering === undefined) throw new Error(`${line.lane_id} is not in the first catalog.`);
  const { input_micros, output_micros } = costOf(ratesInTier(offering.rates, "standard"), {
    input_tokens: BigInt(line.input_tokens),
    output_tokens: BigInt(line.output_tokens),
  });
  const exact = input_micros + output_micros;
  expect(toMicros(line.cost)).toBeLessThanOrEqual(exact);
  expect(toMicros(line.cost)).toBeGreaterThanOrEqual(exact - BigInt(LIST.length) - 2n);
}
type Bill = Awaited<ReturnType<typeof billOf>>["bill"];

test("prices that rise tenfold between quote and submit, and again a lane that goes before the end, leave the bill at the locked rates", async () => {
  const locked = await quote();
  const first = locked.quote_lanes.find((lane) => lane.ladder_rank === 1)?.lane_id;
  const dear = await restartWith(dearer());
  const dearQuote = await dear.request(
    contract.quotes.createForModel,
    { body: { items: LIST } },
    { as: session },
  );
  expect(toMicros(dearQuote.pricing_estimate.total)).toBeGreaterThan(
    toMicros(locked.pricing_estimate.total) * 9n,
  );
  const submitted = await submit(dear, locked.quote_id);
  expect(toMicros(submitted.pricing_estimate.total)).toBeLessThanOrEqual(
    toMicros(locked.pricing_estimate.total),
  );

  const last = await restartWith(dearer((lane_id) => lane_id === first));
  await last.runJobs();
  const { batch, bill } = await billOf(last, submitted.id);
  expect(batch).toMatchObject({ status: "completed", counts: { completed: LIST.length } });
  const worked = bill.lines.filter(({ completed }) => completed > 0).map(({ lane_id }) => lane_id);
  expect(worked.length).toBeGreaterThan(0);
  expect(worked).not.toContain(first);
  for (const line of bill.lines) await expectLockedRates(line);
  expect(bill.settled).toBe(true);
  expect(toMicros(bill.total)).toBeGreaterThan(0n);
  expect(toMicros(bill.total)).toBeLessThanOrEqual(toMicros(bill.reserved));
  expect(toMicros(bill.reserved)).toBeLessThanOrEqual(toMicros(locked.pricing_estimate.total));
  expect(await findDeviations(before.database)).toEqual([]);
});

test("a batch all of whose lanes are gone after a restart fails, with everything given back", async () => {
  const locked = await quote();
  const submitted = await submit(before, locked.quote_id);
  const ladder = new Set(
    locked.quote_lanes.flatMap(({ lane_id, ladder_rank }) =>
      ladder_rank === null ? [] : [lane_id],
    ),
  );
  const bare = await restartWith(dearer((lane_id) => ladder.has(lane_id)));
  await bare.runJobs();
  const { batch, bill } = await billOf(bare, submitted.id);
  expect(batch).toMatchObject({
    status: "failed",
    error: { code: "no_lane_available" },
    counts: { completed: 0, cancelled: LIST.length },
  });
  expect([toMicros(bill.total), toMicros(bill.released)]).toEqual([0n, toMicros(bill.reserved)]);
  expect(await findDeviations(before.database)).toEqual([]);
});
