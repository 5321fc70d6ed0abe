import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { expectAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { nativeItem } from "./input-files.ts";
import { downloadOf, withoutFilePicker } from "./page-downloads.ts";
import { shownBatchId, submitBatch, untilEnded } from "./test-batches.ts";

const POLICY = "[[sandbox:fail code=content_policy]]";
const INVALID = "[[sandbox:fail code=invalid_input]]";
const ORDER = ["good-1", "refused-1", "good-2", "invalid-1", "refused-2"];

/** A batch that has ended: two answers, and three failures of two causes between them. */
async function partlyFailed(client: Client) {
  const { id } = await submitBatch(
    client,
    [
      nativeItem("good-1", "Name a river."),
      nativeItem("refused-1", `Name a lake. ${POLICY}`),
      nativeItem("good-2", "Name a sea."),
      nativeItem("invalid-1", `Name a bay. ${INVALID}`),
      nativeItem("refused-2", `Name a pond. ${POLICY}`),
    ],
    { metadata: { name: "Waters" } },
  );
  return untilEnded(client, id);
}

const listed = (page: Page) => page.getByRole("grid", { name: "Failed lines" });
const bulk = (page: Page) => page.getByRole("form", { name: "Change many lines" });

/** Replaces a text in all lines of a cause. */
async function replaceText(page: Page, cause: RegExp, find: string): Promise<void> {
  const causes = bulk(page).getByLabel("Lines");
  const option = causes.getByRole("option", { name: cause });
  await causes.selectOption((await option.getAttribute("value")) ?? "");
  await bulk(page).getByLabel("Change", { exact: true }).selectOption("Replace text");
  await bulk(page).getByLabel("Find").fill(find);
  await bulk(page)
    .getByRole("button", { name: /^Change \d/ })
    .click();
}

test("failed lines are mended all of a cause at once and by hand, quoted, and submitted as a linked batch whose answers take the failures' places", async ({
  signedInPage: page,
  account: { client },
}) => {
  const parent = await partlyFailed(client);
  await withoutFilePicker(page);
  await page.goto(`/batches/${parent.id}`);
  await page.getByRole("link", { name: "Repair and resubmit" }).click();
  await expect(listed(page).getByRole("row")).toHaveCount(4);

  await replaceText(page, /policy, 2$/, POLICY);
  await expect(listed(page).getByRole("row", { name: /changed/ })).toHaveCount(2);
  await expect(page).toHaveURL(/cause=content_policy/);
  await bulk(page).getByLabel("Lines").selectOption("");

  await listed(page)
    .getByRole("row", { name: /invalid-1/ })
    .click();
  const editor = page.getByRole("region", { name: "Failed line invalid-1" });
  await expect(editor.getByText("Malformed for the provider · invalid_input")).toBeVisible();
  const line = editor.getByLabel("The line");
  const sent = await line.inputValue();
  await line.fill(sent.replace('"responses"', '"reponses"'));
  await expect(editor.getByText(/^operation: /)).toBeVisible();
  await expect(listed(page).getByRole("row", { name: /cannot go/ })).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Lock a quote for 3 lines" })).toBeDisabled();
  await line.fill(sent.replace(INVALID, ""));

  await page.getByRole("button", { name: "Lock a quote for 3 lines" }).click();
  await expect(page.getByRole("button", { name: /^Submit 3 lines for at most/ })).toBeVisible();
  await line.fill(sent.replace(` ${INVALID}`, " in Norway."));
  await expect(page.getByText("The lines or terms have changed since")).toBeVisible();
  await page.getByRole("button", { name: "Lock a quote for 3 lines" }).click();
  await page.getByRole("button", { name: /^Submit 3 lines for at most/ }).click();

  await expect(page).not.toHaveURL(/repair/);
  const child = await untilEnded(client, shownBatchId(page));
  expect(child).toMatchObject({
    parent_batch_id: parent.id,
    item_count: 3,
    counts: { completed: 3, failed: 0 },
  });
  const input = await client.call(contract.files.content, { params: { id: child.input_file_id } });
  const lines = (await input.text()).trimEnd().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines.join()).not.toContain("[[sandbox");
  expect(lines[1]).toContain("Name a bay. in Norway.");

  await expect(
    page.getByRole("table", { name: "Lineage" }).getByRole("link", { name: "Waters" }),
  ).toBeVisible();
  await page.goto(`/batches/${parent.id}`);
  await expect(
    page.getByRole("table", { name: "Lineage" }).getByRole("link", { name: "Waters, repaired" }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Download", exact: true }).click();
  const merged = await downloadOf(page, () =>
    page.getByRole("button", { name: /^With the retries’ answers, JSONL/ }).click(),
  );
  const rows = (await readFile(merged, "utf8"))
    .trimEnd()
    .split("\n")
    .map((row) => JSON.parse(row) as Record<string, unknown>); // as the console wrote it
  expect(rows.map(({ customer_item_id }) => customer_item_id)).toEqual(ORDER);
  expect(rows.map(({ error_code }) => error_code)).toEqual([null, null, null, null, null]);
  expect(rows.map(({ batch_id }) => batch_id)).toEqual([
    parent.id,
    child.id,
    parent.id,
    child.id,
    child.id,
  ]);
  expect(rows[3]?.["input"]).toBe("Name a bay. in Norway.");
});

test("lines that are left out are not sent, a change of many can be taken back, and the model is set for all", async ({
  signedInPage: page,
  account: { client },
}) => {
  const parent = await partlyFailed(client);
  await page.goto(`/batches/${parent.id}/repair`);
  await bulk(page).getByLabel("Change", { exact: true }).selectOption("Leave out");
  await bulk(page).getByRole("button", { name: "Leave out 3" }).click();
  await expect(page.getByText("Every line is left out: there is nothing to send.")).toBeVisible();
  await bulk(page).getByRole("button", { name: "Undo" }).click();
  await expect(listed(page).getByRole("row", { name: /left out/ })).toHaveCount(0);

  await bulk(page).getByLabel("Change", { exact: true }).selectOption("Set the model");
  await bulk(page).getByLabel("Model", { exact: true }).selectOption("gpt-4.1-nano");
  await bulk(page).getByRole("button", { name: "Change 3" }).click();
  await listed(page)
    .getByRole("row", { name: /refused-1/ })
    .click();
  const editor = page.getByRole("region", { name: "Failed line refused-1" });
  await expect(editor.getByLabel("The line")).toHaveValue(/"gpt-4\.1-nano"/);
  await editor.getByRole("button", { name: "Leave this line out" }).click();
  await expectAccessible(page, "the repair of failed lines");
  await page.getByRole("button", { name: "Lock a quote for 2 lines" }).click();
  await expect(page.getByRole("button", { name: /^Submit 2 lines/ })).toBeVisible();
  await expectAccessible(page, "a repair with its quote");
  await page.getByRole("button", { name: /^Submit 2 lines/ }).click();
  await expect(page).not.toHaveURL(/repair/);
  const child = await untilEnded(client, shownBatchId(page));
  const input = await client.call(contract.files.content, { params: { id: child.input_file_id } });
  const models = (await input.text())
    .trimEnd()
    .split("\n")
    .map((one) => JSON.parse(one) as { customer_item_id: string; model: string }); // lines as sent above
  expect(models.map(({ customer_item_id, model }) => `${customer_item_id} ${model}`)).toEqual([
    "invalid-1 gpt-4.1-nano",
    "refused-2 gpt-4.1-nano",
  ]);
});

test("a batch without failures, and one that runs, say why there is nothing to repair", async ({
  signedInPage: page,
  account: { client },
}) => {
  const good = await submitBatch(client, [nativeItem("a", "Name a river.")]);
  await untilEnded(client, good.id);
  await page.goto(`/batches/${good.id}/repair`);
  await expect(page.getByText("Nothing failed")).toBeVisible();
  const slow = await submitBatch(client, [nativeItem("a", "Count. [[sandbox:delay ms=60000]]")]);
  await page.goto(`/batches/${slow.id}/repair`);
  await expect(page.getByText("This batch is still running")).toBeVisible();
  await client.call(contract.batches.cancel, { params: { id: slow.id } });
});
