import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import { QuoteId, toMicros } from "#contract/primitives.ts";
import { expect, test } from "./fixtures.ts";
import { submitBatch, untilEnded } from "./test-batches.ts";

const work = { models: ["gpt-4o-mini"], estimated_items: 2_000 };

async function lock(page: Page): Promise<QuoteId> {
  const before = page.url();
  await page.getByRole("button", { name: "Lock a quote", exact: true }).click();
  await expect(page).not.toHaveURL(before);
  await expect(page.getByRole("link", { name: "Submit on this quote" })).toBeVisible();
  return QuoteId.parse(new URL(page.url()).searchParams.get("quote_id"));
}

const dollars = (text: string | null): number => Number((text ?? "").replace(/[^0-9.]/g, ""));

test("a quote shows its lanes as table and picture, the ladder in order, the rejected with their reason", async ({
  signedInPage: page,
  account,
}) => {
  await page.goto("/quote");
  const quote_id = await lock(page);
  const quote = await account.client.call(contract.quotes.get, { params: { quote_id } });
  const taken = quote.quote_lanes.filter(({ ladder_rank }) => ladder_rank !== null);
  const rows = page.getByRole("table", { name: "Lanes of the ladder" }).getByRole("row");
  await expect(rows).toHaveCount(taken.length + 1);
  await expect(rows.nth(1)).toContainText(`${taken[0]?.display_name} · selected`);
  await expect(
    page.getByRole("img", { name: `expected finish of ${quote.quote_lanes.length} lanes` }),
  ).toBeVisible();
  const rejected = quote.quote_lanes.filter(({ ladder_rank }) => ladder_rank === null);
  expect(rejected.length).toBeGreaterThan(0);
  const reasons = page.getByRole("table", { name: "Lanes not taken" });
  for (const { rejection } of rejected)
    await expect(reasons.getByText(rejection?.message ?? "no reason").first()).toBeVisible();
});

test("the price is a range whose ends and assumption are said, and finished batches make it narrower", async ({
  signedInPage: page,
  account,
}) => {
  await page.goto("/quote");
  const quote_id = await lock(page);
  const quote = await account.client.call(contract.quotes.get, { params: { quote_id } });
  const range = page.getByRole("figure", { name: "Price range" });
  await expect(range).toContainText("No finished batch tells more yet");
  const [low, , ceiling] = await range.getByRole("definition").allTextContents();
  expect(dollars(low ?? null)).toBeLessThan(dollars(ceiling ?? null));
  const total = Number(toMicros(quote.pricing_estimate.total)) / 1_000_000;
  expect(dollars(ceiling ?? null)).toBeCloseTo(total, 3);

  const items = [
    {
      customer_item_id: "a",
      operation: "responses",
      model: "gpt-4o-mini",
      input: { input: "One word, please." },
      max_output_tokens: 4_000,
    },
  ];
  await untilEnded(account.client, (await submitBatch(account.client, items)).id);
  await page.reload();
  await expect(range).toContainText("as in your last 1 finished batch");
});

test("modes and tiers are compared by one call that locks nothing, and a press takes the terms", async ({
  signedInPage: page,
  account,
  watch,
}) => {
  await page.goto("/quote");
  await page.getByLabel("Items", { exact: true }).fill(String(work.estimated_items));
  await page.getByRole("button", { name: "Compare modes and tiers" }).click();
  const table = page.getByRole("table", { name: "Modes and tiers compared" });
  await expect(table.getByRole("row")).toHaveCount(11);
  expect(watch.sent("POST", /^\/v1\/quotes\/model\/compare$/)).toHaveLength(1);
  expect(watch.sent("POST", /^\/v1\/quotes\/model$/)).toHaveLength(0);

  const flex = table
    .getByRole("row", { name: /^cheapest/ })
    .first()
    .getByRole("button")
    .nth(1);
  const price = dollars(await flex.locator("span").nth(1).textContent());
  await flex.click();
  await expect(flex).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("radio", { name: /^flex/ })).toBeChecked();

  const quote_id = await lock(page);
  const quote = await account.client.call(contract.quotes.get, { params: { quote_id } });
  expect(quote).toMatchObject({ routing_mode: "cheapest", sla_tier: "flex" });
  expect(Number(toMicros(quote.pricing_estimate.total)) / 1_000_000).toBeCloseTo(price, 3);
});

test("comparing again is asked for once the work has changed", async ({ signedInPage: page }) => {
  await page.goto("/quote");
  await page.getByRole("button", { name: "Compare modes and tiers" }).click();
  await expect(page.getByRole("table", { name: "Modes and tiers compared" })).toBeVisible();
  await page.getByLabel("Items", { exact: true }).fill("77");
  await expect(page.getByText("The work has changed since")).toBeVisible();
  await page.getByRole("button", { name: "Compare modes and tiers" }).click();
  await expect(page.getByText("The work has changed since")).toBeHidden();
});

test("a quote counts down, is locked again by one press, and says what the credits lack", async ({
  signedInPage: page,
}) => {
  await page.goto("/quote");
  await page.getByLabel("Items", { exact: true }).fill("1000000");
  const first = await lock(page);
  await expect(page.getByText(/^(10:00|9:\d\d|9 m|10 m)/).first()).toBeVisible();
  await expect(page.getByText(/^The credits are \$[\d.,]+ short$/)).toBeVisible();
  await page.getByRole("button", { name: "Lock again" }).click();
  await expect(page).not.toHaveURL(new RegExp(first));
  await expect(page.getByRole("heading", { name: /^1,000,000 items/ })).toBeFocused();
});
