import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { dropFile } from "./input-files.ts";
import { artifactIds, shownBatchId, untilEnded } from "./test-batches.ts";

const TABLE = [
  "id;text;lang",
  't-1;"Where is my ""red"" bicycle;\r\nit should be here";en',
  "t-2;Wo ist mein Fahrrad?;de",
  "t-3;a field too many;en;oops",
  "",
  "t-4;Où est mon vélo ?;fr",
].join("\r\n");

async function open(page: Page): Promise<void> {
  await page.goto("/submit");
  await page.getByRole("tab", { name: "From a CSV" }).click();
}

test("a table and a template become lines, rows that do not fit are named, and each row's id comes back once", async ({
  signedInPage: page,
  account: { client },
}) => {
  await open(page);
  const drop = page.getByRole("group", { name: "Drop a CSV file" });
  await dropFile(drop, "tickets.csv", Buffer.from(`\uFEFF${TABLE}`));
  await expect(page.getByLabel("Separator")).toHaveValue(";");
  await expect(page.getByLabel("Item ids")).toHaveValue("0");

  const prompt = page.getByLabel("Prompt", { exact: true });
  await prompt.fill("Sort this ticket: {{txet}}");
  await expect(page.getByText('There is no column "txet". Did you mean {{text}}?')).toBeVisible();
  await prompt.fill("Sort this ticket: ");
  await page.getByRole("button", { name: "Insert text" }).click();
  await expect(prompt).toHaveValue("Sort this ticket: {{text}}");
  await page.getByLabel("System prompt").fill("Answer in {{lang}}.");
  await page.getByLabel("Model", { exact: true }).selectOption("gpt-4o-mini");
  await page.getByLabel("Max output tokens").fill("20");
  await expect(page.getByLabel("the first lines")).toContainText(
    String.raw`Sort this ticket: Where is my \"red\" bicycle;\r\nit should be here`,
  );

  await page.getByRole("button", { name: "Build the lines" }).click();
  await expect(page.getByText("1 row left out")).toBeVisible();
  await page.getByText("Which rows").click();
  await expect(page.getByRole("list", { name: "Rows left out" })).toHaveText(
    "Row 4 It has 4 fields; the head has 3.",
  );

  await page.getByRole("button", { name: "Upload 3 items" }).click();
  await page.getByRole("button", { name: "Lock a quote for 3 items" }).click();
  await page.getByRole("button", { name: /^Submit 3 items/ }).click();
  await expect(page).toHaveURL(/\/batches\/bat_\w+$/);
  const batch = await untilEnded(client, shownBatchId(page));
  expect(await artifactIds(client, batch, "output")).toEqual(["t-1", "t-2", "t-4"]);
});

test("pasted rows without ids are numbered, and what was built is gone once the template changes", async ({
  signedInPage: page,
  account: { client },
}) => {
  await open(page);
  await page.getByLabel("Or paste rows").fill("word\tlanguage\nriver\tGerman\nboat\tFrench");
  await page.getByRole("button", { name: "Take these rows" }).click();
  await expect(page.getByLabel("Separator")).toHaveValue("\t");
  await page.getByRole("button", { name: "Build the lines" }).click();
  await expect(page.getByText("Choose a model.")).toBeVisible();
  await page.getByLabel("Model", { exact: true }).selectOption("gpt-4o-mini");
  const prompt = page.getByLabel("Prompt", { exact: true });
  await prompt.fill("{{word}} in {{language}}?");
  await page.getByRole("button", { name: "Build the lines" }).click();
  const upload = page.getByRole("button", { name: "Upload 2 items" });
  const preview = page.getByRole("grid", { name: "Preview of the items" });
  await expect(preview.getByRole("row", { name: /row-000003.*boat in French\?/ })).toBeVisible();
  await expect(upload).toBeVisible();

  await prompt.press("End");
  await prompt.pressSequentially("!");
  await expect(upload).toBeHidden();
  expect((await client.call(contract.files.list, { query: {} })).data).toEqual([]);
});
