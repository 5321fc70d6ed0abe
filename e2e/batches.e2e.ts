import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { idsOf, jsonl, nativeItem, nativeItems } from "./input-files.ts";
import {
  artifactIds,
  lockQuote,
  shownBatchId,
  submitBatch,
  submitOn,
  untilEnded,
} from "./test-batches.ts";

const failing = (id: string, code: string) =>
  nativeItem(id, `Name a river. [[sandbox:fail code=${code}]]`);

/** What the lifecycle strip says in words of the newest batch. */
function resultsStep(page: Page, word: string) {
  return page
    .getByRole("navigation", { name: "Console" })
    .getByRole("link", { name: new RegExp(`^Receive results\\s*, ${word}`) });
}

test("a batch that completed with failures is not shown as good, and names its failures by cause and item", async ({
  signedInPage: page,
  account: { client },
}) => {
  const items = [
    ...nativeItems(3, (n) => `Name ${n} rivers.`),
    failing("refused-1", "content_policy"),
    failing("refused-2", "content_policy"),
    failing("invalid-1", "invalid_input"),
  ];
  const submitted = await submitBatch(client, items);
  const batch = await untilEnded(client, submitted.id);
  expect(batch.status).toBe("completed");

  await page.goto(`/batches/${batch.id}`);
  await expect(page.getByText("completed, 3 failed").first()).toBeVisible();
  await expect(
    page.getByText(
      "3 of 6 items have an answer. The others have a reason each, in the error file.",
      { exact: true },
    ),
  ).toBeVisible();
  await expect(resultsStep(page, "needs a look")).toBeVisible();

  const causes = page.getByRole("region").or(page.getByRole("main")).getByRole("listitem");
  await expect(causes.filter({ hasText: "content_policy" }).first()).toContainText("Show all 2");
  await expect(causes.filter({ hasText: "invalid_input" }).first()).toContainText("invalid-1");
  await page.getByRole("link", { name: "Show all 2" }).click();
  const grid = page.getByRole("grid", { name: "Items" });
  await expect(grid.getByRole("row", { name: /content_policy/ })).toHaveCount(2);
  await expect(page).toHaveURL(/tab=items/);
  await expect(page).toHaveURL(/cause=content_policy/);

  const output = await artifactIds(client, batch, "output");
  const errors = await artifactIds(client, batch, "errors");
  expect(output).toEqual(["item-0001", "item-0002", "item-0003"]);
  expect(errors).toEqual(["refused-1", "refused-2", "invalid-1"]);
});

test("a batch whose items all failed has no output file, says that this is normal, and delivers its errors", async ({
  signedInPage: page,
  account: { client },
}) => {
  const items = ["a", "b", "c"].map((id) => failing(id, "content_policy"));
  const { id } = await submitBatch(client, items);
  const batch = await untilEnded(client, id);
  expect(batch).toMatchObject({ status: "completed", output_file_url: null });

  await page.goto(`/batches/${id}`);
  await expect(page.getByText("completed, all 3 failed").first()).toBeVisible();
  await expect(page.getByText("there is no output file").first()).toBeVisible();
  await expect(resultsStep(page, "failed")).toBeVisible();
  await page.getByRole("button", { name: "Download", exact: true }).click();
  await expect(page.getByRole("button", { name: /^Output/ })).toBeDisabled();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Errors/ }).click();
  expect(idsOf(await readFile(await (await download).path(), "utf8"))).toEqual(["a", "b", "c"]);
});

test("cancelling spells out what is kept, charged, stopped and released, and delivers each id once", async ({
  signedInPage: page,
  account: { client },
}) => {
  // The first come back at once, the others not before the cancellation.
  const items = nativeItems(
    100,
    (n) => `Count to ${n}. [[sandbox:delay ms=${n <= 8 ? 100 : 600_000}]]`,
  );
  const { id } = await submitBatch(client, items);
  await page.goto(`/batches/${id}`);
  await expect(page.getByRole("list", { name: "Items, by state" })).not.toContainText(
    "0 completed",
  );

  await page.getByRole("button", { name: "Cancel batch" }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel this batch?" });
  for (const consequence of ["Kept", "Charged", "Stopped", "Not begun", "Released"])
    await expect(dialog.getByText(consequence, { exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel batch" }).click();
  await expect(page.getByText(/^cancelled, \d+ delivered$/).first()).toBeVisible();
  await expect(resultsStep(page, "needs a look")).toBeVisible();

  const batch = await untilEnded(client, id);
  const output = await artifactIds(client, batch, "output");
  const errors = await artifactIds(client, batch, "errors");
  expect(output.length).toBeGreaterThan(0);
  expect(errors.length).toBeGreaterThan(0);
  expect([...output, ...errors].toSorted()).toEqual(
    items.map(({ customer_item_id }) => customer_item_id),
  );
});

test("the lanes of a batch tell why each was chosen, what went on to which and why, and which were not taken", async ({
  signedInPage: page,
  account: { client },
}) => {
  // A model with more lanes than a ladder has rungs.
  const ask = (id: string, words: string) => nativeItem(id, words, "gpt-oss-120b");
  const calm = await client.call(contract.quotes.createForModel, {
    body: { items: [ask("a", "Name a river.")] },
  });
  const [first, second] = calm.quote_lanes;
  if (first === undefined || second === undefined) throw new Error("The model has one lane alone");
  const climbs = `Name a river. [[sandbox:fail code=provider_500 lane=${first.lane_id}]]`;
  const items = [
    ...["one", "two", "three", "four"].map((id) => ask(id, climbs)),
    ask("answered", "Name a river."),
  ];
  const { id } = await submitBatch(client, items);
  await untilEnded(client, id);

  await page.goto(`/batches/${id}`);
  const lanes = page.getByRole("list", { name: "Lanes of the batch" }).getByRole("listitem");
  const selected = lanes.filter({ hasText: first.display_name }).first();
  await expect(selected).toContainText(/Selected as cheapest: \$[\d.]+ before the fee/);
  await expect(selected.getByRole("img", { name: /^Busy .* after the submit/ })).toBeVisible();
  await expect(selected.getByText(`4 items to ${second.display_name}: provider_500`)).toBeVisible();
  await expect(selected.getByRole("definition").first()).toHaveText("5");
  const next = lanes.filter({ hasText: "Next in line" }).first();
  await expect(next).toContainText(second.display_name);
  await expect(next.getByRole("img", { name: /^Busy / })).toBeVisible();

  await page.getByText(/^\d+\slanes? not taken$/).click();
  const rejected = page.getByRole("list", { name: "Lanes not taken" }).getByRole("listitem");
  await expect(rejected.first()).toContainText(/more_expensive|slower|lower_score/);
});

test("with every lane down a batch ends failed, and the page says why and that nothing was done", async ({
  signedInPage: page,
  sandbox,
  account: { client },
}) => {
  const items = nativeItems(3, (n) => `Name ${n} rivers.`);
  const quoteId = await lockQuote(client, items);
  await sandbox({ scenario: "outage" });
  const { id } = await submitOn(client, quoteId, items);
  expect((await untilEnded(client, id)).status).toBe("failed");
  await page.goto(`/batches/${id}`);
  await expect(page.getByText("failed", { exact: true }).first()).toBeVisible();
  await expect(page.getByText(/^No lane could take the work.* No item was done\./)).toBeVisible();
  await expect(resultsStep(page, "failed")).toBeVisible();
});

test("a batch that does not end before its deadline expires, and says what was delivered", async ({
  signedInPage: page,
  sandbox,
  account: { client },
}) => {
  await sandbox({ deadline_seconds: 2 });
  const items = [
    nativeItem("quick", "Name a river."),
    ...nativeItems(3, (n) => `Count to ${n}. [[sandbox:delay ms=60000]]`),
  ];
  const { id } = await submitBatch(client, items);
  await page.goto(`/batches/${id}`);
  await expect(page.getByText(/^expired, \d delivered$/).first()).toBeVisible();
  await expect(page.getByText(/^The deadline passed before the work was done\./)).toBeVisible();
  const batch = await untilEnded(client, id);
  expect(batch.status).toBe("expired");
  const output = await artifactIds(client, batch, "output");
  const errors = await artifactIds(client, batch, "errors");
  expect([...output, ...errors]).toEqual(["quick", "item-0001", "item-0002", "item-0003"]);
});

test("the list's filter and the batch's tab stand in the address and survive going back and a reload", async ({
  signedInPage: page,
  account: { client },
}) => {
  const done = await submitBatch(
    client,
    nativeItems(2, (n) => `Name ${n} rivers.`),
    {
      metadata: { name: "Rivers" },
    },
  );
  const cancelled = await submitBatch(
    client,
    nativeItems(2, (n) => `Count to ${n}. [[sandbox:delay ms=60000]]`),
    { metadata: { name: "Counting" } },
  );
  await client.call(contract.batches.cancel, { params: { id: cancelled.id } });
  await untilEnded(client, cancelled.id);
  await untilEnded(client, done.id);

  await page.goto("/batches");
  const table = page.getByRole("table", { name: "Batches" });
  await expect(table.getByRole("link")).toHaveCount(2);
  await page.getByLabel("Status").selectOption("completed");
  await expect(page).toHaveURL(/\?status=completed$/);
  await expect(table.getByRole("link")).toHaveCount(1);

  await table.getByRole("link", { name: /Rivers/ }).click();
  await page.getByRole("tab", { name: "Bill" }).click();
  await expect(page).toHaveURL(new RegExp(`/batches/${done.id}\\?tab=bill$`));
  await page.reload();
  await expect(page.getByRole("tab", { name: "Bill" })).toHaveAttribute("aria-selected", "true");
  await page.goBack();
  await expect(page.getByRole("tab", { name: "Overview" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.goBack();
  await expect(page.getByLabel("Status")).toHaveValue("completed");
  await expect(table.getByRole("link")).toHaveCount(1);
  await page.reload();
  await expect(page.getByLabel("Status")).toHaveValue("completed");
  await expect(table.getByRole("link")).toHaveCount(1);
});

test("a double click on submit makes one batch", async ({
  signedInPage: page,
  account: { client },
  watch,
}) => {
  const file = await client.call(contract.files.upload, {
    query: { filename: "twice.jsonl" },
    body: new Blob([jsonl(nativeItems(2, (n) => `Name ${n} rivers.`))]),
  });
  await page.goto(`/submit?input_file_id=${file.id}`);
  await page.getByRole("button", { name: "Lock a quote for 2 items" }).click();
  await page.getByRole("button", { name: /^Submit 2 items/ }).dblclick();
  await expect(page).toHaveURL(/\/batches\/bat_\w+$/);
  await untilEnded(client, shownBatchId(page));
  expect((await client.call(contract.batches.list, { query: {} })).data).toHaveLength(1);
  const keys = watch
    .sent("POST", /^\/v1\/batches$/)
    .map((request) => request.headers()["idempotency-key"]);
  expect(new Set(keys).size).toBe(1);
});

test("the bill holds quote against cost lane by lane, and a duplicate takes the quote's terms along", async ({
  signedInPage: page,
  account: { client },
}) => {
  const items = nativeItems(3, (n) => `Name ${n} rivers.`);
  const quote = await client.call(contract.quotes.createForModel, {
    body: { items, routing_mode: "fastest", sla_tier: "priority" },
  });
  const { id } = await submitOn(client, quote.quote_id, items);
  const batch = await untilEnded(client, id);
  await page.goto(`/batches/${id}?tab=bill`);
  const lanes = page.getByRole("table", { name: "Quote against bill, lane by lane" });
  const ladder = quote.quote_lanes.filter(({ ladder_rank }) => ladder_rank !== null);
  await expect(lanes.getByRole("row")).toHaveCount(ladder.length + 1);
  const used = quote.quote_lanes.find(({ lane_id }) => lane_id === batch.lanes[0]?.lane_id);
  const row = lanes.getByRole("row", { name: new RegExp(`^${used?.display_name ?? ""}`) });
  await expect(row.getByRole("cell").nth(3)).toHaveText(/^\$0\.\d+$/);
  await expect(row.getByRole("cell").nth(5)).toHaveText(/^−\$0\.\d+$/);
  await expect(row.getByRole("cell").last()).toHaveText("3");

  await page.getByRole("link", { name: "Duplicate" }).click();
  await expect(page.getByText("A batch was submitted on this quote")).toBeVisible();
  await expect(page.getByRole("radio", { name: /^fastest/i })).toBeChecked();
  await expect(page.getByRole("radio", { name: /^priority/i })).toBeChecked();
  await page.getByRole("button", { name: "Lock a quote for 3 items" }).click();
  await page.getByRole("button", { name: /^Submit 3 items/ }).click();
  await expect(page).toHaveURL(/\/batches\/bat_\w+$/);
  const copy = await untilEnded(client, shownBatchId(page));
  expect(copy).toMatchObject({
    input_file_id: batch.input_file_id,
    routing_mode: "fastest",
    sla_tier: "priority",
  });
});

test("a page's own read goes out before all others, and once", async ({
  signedInPage: page,
  account: { client },
}) => {
  const { id } = await submitBatch(
    client,
    nativeItems(2, (n) => `Count to ${n}.`),
  );
  await untilEnded(client, id);
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith("/v1/")) asked.push(pathname + search);
  });
  for (const [address, read] of [
    [`/batches/${id}`, `/v1/batches/${id}`],
    ["/batches?status=completed", "/v1/batches?limit=20&status=completed"],
  ] as const) {
    // The page before may have calls to make until it is gone.
    await page.goto("about:blank");
    asked.length = 0;
    await page.goto(address);
    await expect(page.getByText(id).filter({ visible: true }).first()).toBeVisible();
    await expect.poll(() => asked.length).toBeGreaterThan(2);
    expect(asked[0]).toBe(read);
    expect(asked.filter((path) => path === read)).toHaveLength(1);
  }
});
