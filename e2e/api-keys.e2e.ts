import type { Page } from "@playwright/test";
import { CreatedApiKey } from "#contract/api-keys.ts";
import { type ApiError, createClient } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";

/** The code with which the gateway refuses a key, or `taken`. */
function verdictOn(gatewayUrl: string, key: string): Promise<string> {
  return createClient({ baseUrl: gatewayUrl, credential: () => key })
    .call(contract.accounts.get, {})
    .then(
      () => "taken",
      (error: ApiError) => error.code,
    );
}

/** The secret that an answer brought, which the page shows once. */
async function keyFrom(page: Page, path: RegExp, act: () => Promise<void>): Promise<string> {
  const answer = page.waitForResponse((response) => path.test(response.url()) && response.ok());
  await act();
  return CreatedApiKey.parse(await (await answer).json()).api_key;
}

async function createKey(page: Page, label: string): Promise<string> {
  await page.getByLabel("Label").fill(label);
  const key = await keyFrom(page, /\/account\/api-keys$/, () =>
    page.getByRole("button", { name: "Create key" }).click(),
  );
  await expect(page.getByRole("heading", { name: `${label} is ready` })).toBeFocused();
  return key;
}

async function saved(page: Page): Promise<void> {
  await page.getByLabel("I have saved the key").check();
  await page.getByRole("button", { name: "Done" }).click();
}

test("a new key is masked until it is asked for, and later only its ends are shown", async ({
  signedInPage: page,
}) => {
  await page.goto("/keys");
  const key = await createKey(page, "prod-agent-key");
  const secret = page.getByRole("group", { name: "API key", exact: true });
  await expect(secret).toContainText("hidden");
  await expect(page.locator("body")).not.toContainText(key);
  await secret.getByRole("button", { name: "Show API key" }).click();
  await expect(secret).toContainText(key);
  await secret.getByRole("button", { name: "Hide API key" }).click();
  await expect(page.locator("body")).not.toContainText(key);
  await saved(page);

  const row = page.getByRole("row", { name: /prod-agent-key/ });
  await expect(row).toContainText(`${key.slice(0, 8)}`);
  await expect(row).toContainText(`…${key.slice(-4)}`);
  await expect(page.locator("body")).not.toContainText(key);
});

test("leaving by a link or the back button is held until the key is saved", async ({
  signedInPage: page,
}) => {
  await page
    .getByRole("navigation")
    .getByRole("link", { name: /^Create API key/ })
    .click();
  await createKey(page, "held");
  const question = page.getByRole("dialog", { name: "Leave without the key?" });
  await page.goBack();
  await question.getByRole("button", { name: "Stay" }).click();
  await page.getByRole("banner").getByRole("link", { name: "Batchrouter" }).click();
  await question.getByRole("button", { name: "Stay" }).click();
  await saved(page);
  await page.getByRole("banner").getByRole("link", { name: "Batchrouter" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Run the full batch lifecycle");
});

test("a revoked key is refused at once", async ({ signedInPage: page, gateway, account }) => {
  expect(await verdictOn(gateway.url, account.api_key)).toBe("taken");
  await page.goto("/keys");
  await page.getByRole("button", { name: "Revoke e2e" }).click();
  await page
    .getByRole("dialog", { name: "Revoke this key?" })
    .getByRole("button", { name: "Revoke" })
    .click();
  await expect(page.getByRole("row", { name: /e2e/ })).toContainText("revoked");
  expect(await verdictOn(gateway.url, account.api_key)).toBe("invalid_api_key");
});

test("a rotated key gets a new secret while the old one stays valid", async ({
  signedInPage: page,
  gateway,
  account,
}) => {
  await page.goto("/keys");
  await page.getByRole("button", { name: "Rotate e2e" }).click();
  const rotated = await keyFrom(page, /\/rotate$/, () =>
    page
      .getByRole("dialog", { name: "Rotate this key?" })
      .getByRole("button", { name: "Rotate" })
      .click(),
  );
  await saved(page);
  expect(rotated).not.toBe(account.api_key);
  expect(await verdictOn(gateway.url, rotated)).toBe("taken");
  expect(await verdictOn(gateway.url, account.api_key)).toBe("taken");
});

test("a mistyped key is recognised without a call, and a whole one is tried before it is kept", async ({
  page,
  account,
  watch,
}) => {
  await page.goto("/sign-in");
  await page
    .getByRole("button", { name: "I have an API key" })
    .or(page.getByText("I have an API key"))
    .first()
    .click();
  await page
    .getByLabel("API key", { exact: true })
    .fill(account.api_key.replace(/.$/, (last) => (last === "a" ? "b" : "a")));
  await expect(page.getByText("its checksum does not fit")).toBeVisible();
  await expect(page.getByRole("button", { name: "Use this key" })).toBeDisabled();
  expect(watch.sent("GET", /^\/v1\//)).toEqual([]);
  await page.getByLabel("API key", { exact: true }).fill(account.api_key);
  await page.getByRole("button", { name: "Use this key" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Run the full batch lifecycle");
  await page.getByRole("navigation").getByRole("link", { name: "Batches" }).click();
  await expect(page.getByText("No batches yet")).toBeVisible();
});
