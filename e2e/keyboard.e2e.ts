import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { idsOf, shippedBytes, type TestInput } from "./input-files.ts";
import { newEmail } from "./test-account.ts";

/** More stops than any page has. */
const MOST_STOPS = 120;

const onBody = (): boolean => document.activeElement === document.body;

/** The focus has a place: whatever was pressed, the keyboard goes on from somewhere. */
async function expectFocusKept(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(onBody), { message: "the focus is nowhere" }).toBe(false);
}

/** Goes on with Tab until the focus is where it should be, and sees to it that the focus can be seen there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  const isThere = () => target.evaluate((element) => element === document.activeElement);
  for (let stop = 0; stop < MOST_STOPS && !(await isThere()); stop += 1)
    await page.keyboard.press("Tab");
  await expect(target, "reached with Tab").toBeFocused();
  expect(
    await target.evaluate((element) => element.matches(":focus-visible")),
    "the focus can be seen",
  ).toBe(true);
}

async function type(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

async function registerAndVerify(page: Page): Promise<void> {
  await page.goto("/");
  await press(page, page.getByRole("link", { name: "Register: step 1" }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Register an agent");
  await expectFocusKept(page);
  await type(page, page.getByLabel("Email"), newEmail());
  await type(page, page.getByLabel("Password", { exact: true }), "correct horse battery");
  await page.keyboard.press("Enter");
  await press(page, page.getByRole("button", { name: "Verify with this mail" }));
  await expect(page.getByText("is verified")).toBeVisible();
  await expectFocusKept(page);
  await press(page, page.getByRole("link", { name: "Create an API key" }));
}

async function createKey(page: Page): Promise<void> {
  await type(page, page.getByLabel("Label"), "by keyboard");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "by keyboard is ready" })).toBeFocused();
  await tabTo(page, page.getByLabel("I have saved the key"));
  await page.keyboard.press("Space");
  await press(page, page.getByRole("button", { name: "Lock a quote" }));
}

async function lockQuote(page: Page, items: number): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Quote");
  await expectFocusKept(page);
  await type(page, page.getByLabel("Items", { exact: true }), String(items));
  await press(page, page.getByRole("button", { name: "Lock a quote" }));
  await expect(page.getByRole("main")).toContainText(/qlock_\w+/);
  await expect(page.getByRole("heading", { level: 2, name: /items, cheapest/ })).toBeFocused();
}

/** Chooses the file by the button that opens the system's chooser, and submits it; ends on the batch's page. */
async function submit(page: Page, input: TestInput): Promise<void> {
  await press(page, page.getByRole("link", { name: "Submit on this quote" }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Submit a batch");
  await expectFocusKept(page);
  const chooser = page.waitForEvent("filechooser");
  await press(page, page.getByRole("button", { name: "Choose file" }));
  await (
    await chooser
  ).setFiles({
    name: input.filename,
    mimeType: "application/x-ndjson",
    buffer: input.bytes,
  });
  await expect(page.getByText(`All ${input.ids.length} lines are good.`)).toBeAttached();
  await expectFocusKept(page);
  await press(page, page.getByRole("button", { name: `Upload ${input.ids.length} items` }));
  await expect(page.getByLabel("Name", { exact: true })).toBeVisible();
  await expectFocusKept(page);
  await type(page, page.getByLabel("Name", { exact: true }), "By keyboard");
  await press(page, page.getByRole("button", { name: /^Submit \d+ items/ }));
  await expect(page).toHaveURL(/\/batches\/bat_\w+$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("By keyboard");
  await expectFocusKept(page);
}

/** Watches to the end, reads an item beside its answer, and downloads the output. */
async function readResults(page: Page, input: TestInput): Promise<void> {
  await expect(page.getByText(/polling has stopped/)).toBeVisible({ timeout: 120_000 });
  await expectFocusKept(page);
  await tabTo(page, page.getByRole("tab", { name: "Overview" }));
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Items" })).toBeFocused();
  await tabTo(page, page.getByRole("grid", { name: "Items" }));
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: `Item ${input.ids[0]}` })).toBeVisible();
  await expectFocusKept(page);

  await press(page, page.getByRole("button", { name: "Download", exact: true }));
  const download = page.waitForEvent("download");
  await press(page, page.getByRole("button", { name: /^Output/ }));
  expect(idsOf(await readFile(await (await download).path(), "utf8"))).toEqual(input.ids);
  await expectFocusKept(page);
}

test("from a blank browser to downloaded results by keyboard alone", async ({ page }) => {
  const filename = "support-tickets.native.jsonl";
  const bytes = await shippedBytes(filename);
  const input = { filename, bytes, ids: idsOf(bytes.toString()) };
  await test.step("register and verify", () => registerAndVerify(page));
  await test.step("create a key", () => createKey(page));
  await test.step("lock a quote", () => lockQuote(page, input.ids.length));
  await test.step("submit a file", () => submit(page, input));
  await test.step("watch, read and download", () => readResults(page, input));
});

test("models and a routing mode are chosen by keyboard", async ({ signedInPage: page }) => {
  await page.goto("/quote");
  await tabTo(page, page.getByRole("combobox", { name: "Models" }));
  await page.keyboard.type("claude");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("list", { name: "Chosen models, in order" }).getByRole("listitem"),
  ).toHaveCount(2);
  await tabTo(page, page.getByRole("radio", { name: /^cheapest/i }));
  await page.keyboard.press("ArrowRight");
  await press(page, page.getByRole("button", { name: "Lock a quote" }));
  await expect(page.getByRole("heading", { level: 2, name: /items, fastest/ })).toBeFocused();
});

test("a dialog takes the focus, keeps it, and gives it back when Escape closes it", async ({
  signedInPage: page,
}) => {
  await page.goto("/keys");
  const opener = page.getByRole("button", { name: "Revoke e2e" });
  await press(page, opener);
  const dialog = page.getByRole("dialog", { name: "Revoke this key?" });
  await expect(dialog).toBeVisible();
  for (let stop = 0; stop < 8; stop += 1) {
    await page.keyboard.press("Tab");
    // The browser's own controls stand between the last button and the first; the page behind never does.
    await expect(page.locator("main :focus").and(page.locator(":not(dialog *)"))).toHaveCount(0);
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});
