import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { newEmail } from "./test-account.ts";

/** More stops than any page has. */
const MOST_STOPS = 120;

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

test("from a blank browser to a locked quote by keyboard alone", async ({ page }) => {
  await page.goto("/");
  await press(page, page.getByRole("link", { name: "Register: step 1" }));
  await type(page, page.getByLabel("Email"), newEmail());
  await type(page, page.getByLabel("Password", { exact: true }), "correct horse battery");
  await page.keyboard.press("Enter");

  await press(page, page.getByRole("button", { name: "Verify with this mail" }));
  await press(page, page.getByRole("link", { name: "Create an API key" }));

  await type(page, page.getByLabel("Label"), "by keyboard");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "by keyboard is ready" })).toBeFocused();
  await tabTo(page, page.getByLabel("I have saved the key"));
  await page.keyboard.press("Space");
  await press(page, page.getByRole("button", { name: "Lock a quote" }));

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Quote");
  await type(page, page.getByLabel("Items", { exact: true }), "1319");
  const models = page.getByRole("combobox", { name: "Models" });
  await tabTo(page, models);
  await page.keyboard.type("claude");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("list", { name: "Chosen models, in order" }).getByRole("listitem"),
  ).toHaveCount(2);
  await tabTo(page, page.getByRole("radio", { name: /^cheapest/i }));
  await page.keyboard.press("ArrowRight");
  await press(page, page.getByRole("button", { name: "Lock a quote" }));
  await expect(page.getByRole("main")).toContainText(/qlock_\w+/);
  await expect(
    page.getByRole("heading", { level: 2, name: /^1,319 items, fastest/ }),
  ).toBeFocused();
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
