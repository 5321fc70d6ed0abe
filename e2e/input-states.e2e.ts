import { contract } from "#contract/index.ts";
import { expectAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { dropFile, jsonl, nativeItem, nativeItems } from "./input-files.ts";

const TABLE = "id,text\n1,Where is my bicycle?\n2,a field, too many\n3,It squeaks.\n";
const UPLOAD_BYTES_A_SECOND = 200_000;

test("axe finds nothing in the editor of a line, in a repair that was made, in the preview and on the way from a table", async ({
  signedInPage: page,
}) => {
  test.slow();
  await page.goto("/submit");
  const bad = [
    ...nativeItems(20, (n) => `Name ${n} rivers.`),
    nativeItem("wrong", "Name a lake.", "gpt-4o-mnii"),
  ];
  const drop = page.getByRole("group", { name: "Drop a JSONL file" });
  await dropFile(drop, "bad.jsonl", Buffer.from(`${jsonl(bad)}\n`));
  const list = page.getByRole("grid", { name: "Issues found in this browser" });
  await list.getByRole("row", { name: /unknown_model/ }).click();
  const line = page.getByRole("region", { name: "The opened line" });
  await expect(line.getByRole("textbox")).toBeFocused();
  await expectAccessible(page, "the editor of a line");

  await line.getByRole("button", { name: "Leave it out" }).click();
  await page.getByRole("button", { name: "Repair", exact: true }).click();
  await expect(page.getByText("every line is good", { exact: true })).toBeVisible();
  await expectAccessible(page, "a repair that was made");

  await page.getByRole("button", { name: "Use the repaired input" }).click();
  await expect(page.getByRole("row", { name: /item-0001/ })).toBeVisible();
  await expectAccessible(page, "the preview");

  await page.getByRole("tab", { name: "From a CSV" }).click();
  await expectAccessible(page, "no table yet");
  const table = page.getByRole("group", { name: "Drop a CSV file" });
  await dropFile(table, "tickets.csv", Buffer.from(TABLE));
  await page.getByLabel("Prompt", { exact: true }).fill("Sort: {{text}}, {{nothing}}");
  await page.getByRole("button", { name: "Build the lines" }).click();
  await expectAccessible(page, "a template with faults");
  await page.getByLabel("Prompt", { exact: true }).fill("Sort: {{text}}");
  await page.getByLabel("Model", { exact: true }).selectOption("gpt-4o-mini");
  await page.getByRole("button", { name: "Build the lines" }).click();
  await expect(page.getByText("1 row left out", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Upload 2 items" })).toBeVisible();
  await expectAccessible(page, "lines that were built");
});

test("an upload that is under way can be cancelled, and leaves nothing behind", async ({
  signedInPage: page,
  account: { client },
}) => {
  await page.goto("/submit");
  const bytes = Buffer.from(jsonl(nativeItems(2_000, () => "Name a river. ".repeat(40))));
  await dropFile(page.getByRole("group", { name: "Drop a JSONL file" }), "slow.jsonl", bytes);
  const upload = page.getByRole("button", { name: "Upload 2,000 items" });
  await expect(upload).toBeVisible();
  const session = await page.context().newCDPSession(page);
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: UPLOAD_BYTES_A_SECOND,
  });
  await upload.click();
  await expect(page.getByRole("progressbar", { name: "Uploading slow.jsonl" })).toBeVisible();
  await page.getByRole("button", { name: "Cancel the upload" }).click();
  await expect(page.getByText("The upload was cancelled; nothing was kept.")).toBeVisible();
  await expect(upload).toBeVisible();
  expect((await client.call(contract.files.list, { query: {} })).data).toEqual([]);
});
