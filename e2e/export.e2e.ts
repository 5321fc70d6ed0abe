import { readFile } from "node:fs/promises";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { idsOf, nativeItem, nativeItems } from "./input-files.ts";
import { downloadOf, withoutFilePicker } from "./page-downloads.ts";
import { submitBatch, untilEnded } from "./test-batches.ts";

const ITEMS = [
  nativeItem("z-first", "Name a river."),
  nativeItem("a-refused", "Name a lake. [[sandbox:fail code=content_policy]]"),
  nativeItem("m-last", "=1+1, what is it?"),
];
const ORDER = ITEMS.map(({ customer_item_id }) => customer_item_id);

test("input and answers are exported in one file in input order, as JSONL and as CSV whose cells run no formula", async ({
  signedInPage: page,
  account: { client },
}) => {
  const { id } = await submitBatch(client, ITEMS);
  await untilEnded(client, id);
  await withoutFilePicker(page);
  await page.goto(`/batches/${id}`);
  const exported = async (name: string): Promise<string> => {
    await page.getByRole("button", { name: "Download", exact: true }).click();
    const path = await downloadOf(page, () =>
      page.getByRole("button", { name: new RegExp(`^Input and answers, ${name}`) }).click(),
    );
    return readFile(path, "utf8");
  };
  const jsonl = await exported("JSONL");
  const rows = jsonl
    .trimEnd()
    .split("\n")
    .map((row) => JSON.parse(row) as Record<string, unknown>); // as the console wrote it
  expect(rows.map(({ customer_item_id }) => customer_item_id)).toEqual(ORDER);
  expect(rows.map(({ error_code }) => error_code)).toEqual([null, "content_policy", null]);
  expect(rows[0]?.["answer"]).toEqual(expect.stringMatching(/\S/));

  const csv = await exported("CSV");
  const lines = csv.trimEnd().split("\r\n");
  expect(lines[0]).toMatch(/^customer_item_id,batch_id,model,input,answer,/);
  expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(ORDER);
  expect(csv).toContain('"\'=1+1, what is it?"');
});

test("the input comes back byte for byte, results of a running batch as far as they are, and the ledger knows the size", async ({
  signedInPage: page,
  account: { client },
}) => {
  const slow = [
    ...nativeItems(6, (n) => `Name ${n} rivers.`),
    nativeItem("slow", "Count. [[sandbox:delay ms=60000]]"),
  ];
  const { id, input_file_id } = await submitBatch(client, slow);
  const uploaded = await client.call(contract.files.content, { params: { id: input_file_id } });
  await withoutFilePicker(page);
  await page.goto(`/batches/${id}`);
  await expect(page.getByRole("list", { name: "Items, by state" })).not.toContainText(
    "0 completed",
  );
  await page.getByRole("button", { name: "Download so far" }).click();
  const input = await downloadOf(page, () => page.getByRole("button", { name: /^Input/ }).click());
  expect(await readFile(input, "utf8")).toBe(await uploaded.text());
  await page.getByRole("button", { name: "Download so far" }).click();
  const soFar = await downloadOf(page, () =>
    page.getByRole("button", { name: /^Results so far/ }).click(),
  );
  const ids = idsOf(await readFile(soFar, "utf8"));
  expect(ids.length).toBeGreaterThan(0);
  expect(ids).not.toContain("slow");

  await page.getByRole("navigation").getByRole("link", { name: "Ledger" }).click();
  await page
    .getByRole("grid", { name: "Calls, newest first" })
    .getByRole("row", { name: new RegExp(`/v1/files/${input_file_id}/content`) })
    .first()
    .click();
  await expect(page.getByRole("region", { name: /^Call #/ })).toContainText(
    uploaded.size < 1_000 ? `${uploaded.size} B` : `${Math.floor(uploaded.size / 100) / 10} kB`,
  );
  await client.call(contract.batches.cancel, { params: { id } });
});

test("two batches are compared item by item, and the address keeps which and how", async ({
  signedInPage: page,
  account: { client },
}) => {
  const before = await submitBatch(client, ITEMS, { metadata: { name: "Before" } });
  await untilEnded(client, before.id);
  const mended = ITEMS.map(({ customer_item_id }) =>
    nativeItem(customer_item_id, customer_item_id === "z-first" ? "Name a river." : "Name a sea."),
  );
  const after = await submitBatch(client, mended, { metadata: { name: "After" } });
  await untilEnded(client, after.id);

  await page.goto(`/batches/${after.id}?tab=compare`);
  const choice = page.getByLabel("Compare with");
  await choice.selectOption(before.id);
  await expect(page).toHaveURL(new RegExp(`compare=${before.id}`));
  const grid = page.getByRole("grid", { name: "Compared items" });
  await expect(grid.getByRole("row", { name: /a-refused/ })).toContainText("fixed");
  await expect(grid.getByRole("row", { name: /m-last/ })).toContainText("changed");
  await page.getByRole("radio", { name: /^Fixed/i }).check();
  await expect(grid.getByRole("row")).toHaveCount(2);
  await expect(page).toHaveURL(/verdict=fixed/);
  await page.reload();
  await grid.getByRole("row", { name: /a-refused/ }).click();
  await expect(page.getByRole("region", { name: "Compared item a-refused" })).toContainText(
    "Earlier",
  );
});
