import { contract } from "#contract/index.ts";
import { allEndpoints } from "#contract/whole-api.ts";
import { ERRORS } from "#contract/errors.ts";
import { WEBHOOK_EVENT_TYPES } from "#contract/webhook-events.ts";
import { expect, test } from "./fixtures.ts";
import { pasteIntoShell } from "./shell.ts";

/** The part of the reference about a group of endpoints: `apiKeys` → `api-keys`. */
function sectionOf(group: string): string {
  return group.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

test("every endpoint, error and event of the contract has its entry at an address of its own", async ({
  page,
}) => {
  for (const group of new Set(allEndpoints.map((one) => one.group))) {
    await page.goto(`/docs/${sectionOf(group)}`);
    for (const { name, endpoint } of allEndpoints.filter((one) => one.group === group)) {
      const entry = page.getByRole("article", { name: endpoint.summary });
      await expect(entry.locator(`[id="${name}"]`), name).toBeAttached();
      await expect(entry.getByText(endpoint.path).first(), name).toBeAttached();
    }
  }
  await page.goto("/docs/errors");
  for (const [code, { fix }] of Object.entries(ERRORS)) {
    await expect(page.locator(`[id="${code}"]`), code).toBeAttached();
    expect(fix.length, `what helps against ${code}`).toBeGreaterThan(10);
  }
  await page.goto("/docs/events");
  for (const type of WEBHOOK_EVENT_TYPES)
    await expect(page.getByText(type, { exact: true }).first(), type).toBeAttached();
});

test("a snippet of the reference runs as it was copied, in the environment that is chosen", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/docs/catalog#catalog.health");
  const entry = page.getByRole("article", { name: contract.catalog.health.summary });
  for (const language of ["TypeScript", "Python", "cURL"]) {
    await entry.getByRole("tab", { name: language }).click();
    await expect(entry.getByRole("tab", { name: language })).toHaveAttribute(
      "aria-selected",
      "true",
    );
  }
  await entry.getByRole("button", { name: /^Copy cURL/ }).click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toContain("curl");
  expect(await pasteIntoShell(await copied())).toMatchObject({
    status: 200,
    body: { status: "ok" },
  });
});

test("an entry opens the page where it is tried, filled in", async ({ page }) => {
  await page.goto("/docs/accounts#accounts.register");
  await page.getByRole("link", { name: "Register in the console" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Register an agent");
  await expect(page.getByLabel("Email")).toHaveValue("agent@example.com");
});

test("a word finds its field, and the slash key the search, from any page", async ({ page }) => {
  await page.goto("/lanes");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Lanes and models");
  await page.keyboard.press("/");
  const search = page.getByRole("textbox", { name: "Search the reference" });
  await expect(search).toBeFocused();
  await page.keyboard.type("idempotency_key_reused");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/docs\/errors#idempotency_key_reused$/);
});
