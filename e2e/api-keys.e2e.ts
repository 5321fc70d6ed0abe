import type { Page } from "@playwright/test";
import { CreatedApiKey } from "#contract/api-keys.ts";
import { type ApiError, createClient } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { submitBatch, untilEnded } from "./test-batches.ts";

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
  const answer = page.waitForResponse(
    (response) =>
      path.test(response.url()) && response.request().method() === "POST" && response.ok(),
  );
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

test("no click loses a new key: links and back are held, reload asks, the palette and signing out keep it", async ({
  signedInPage: page,
}) => {
  await page
    .getByRole("navigation")
    .getByRole("link", { name: /^Create API key/ })
    .click();
  await createKey(page, "held");
  const ready = page.getByRole("heading", { name: "held is ready" });
  const question = page.getByRole("dialog", { name: "Leave without the key?" });
  await page.goBack();
  await question.getByRole("button", { name: "Stay" }).click();
  await page.getByRole("banner").getByRole("link", { name: "Batchrouter" }).click();
  await question.getByRole("button", { name: "Stay" }).click();

  const asked = page.waitForEvent("dialog");
  // Begun by the page itself: a reload that is called off never ends for who waits for it.
  await page.evaluate(() => void setTimeout(() => location.reload()));
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await expect(ready).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("batches");
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/\/keys/);
  await expect(page.getByText("The new key is not saved yet")).toBeVisible();
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(ready).toBeVisible();

  await saved(page);
  await page.getByRole("banner").getByRole("link", { name: "Batchrouter" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Run the full batch lifecycle");
});

test("a key given up on purpose is gone, and nothing asks any more", async ({
  signedInPage: page,
}) => {
  await page.goto("/keys");
  await createKey(page, "given-up");
  await page.getByRole("banner").getByRole("link", { name: "Batchrouter" }).click();
  await page.getByRole("button", { name: "Leave, lose the key" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Run the full batch lifecycle");
  await page.reload();
  await page.goto("/keys");
  await expect(page.getByRole("heading", { name: "given-up is ready" })).toBeHidden();
  await expect(page.getByRole("row", { name: /given-up/ })).toContainText("never");
});

test("a new key is taken as .env line, export line or a first call, and tried at once", async ({
  signedInPage: page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/keys");
  const key = await createKey(page, "taken-away");
  const copied = async (name: string): Promise<string> => {
    await page.getByRole("button", { name: `Copy ${name}`, exact: true }).click();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  expect(await copied(".env line")).toBe(`BATCHROUTER_API_KEY=${key}\n`);
  expect(await copied("export line")).toBe(`export BATCHROUTER_API_KEY=${key}\n`);
  await page.getByText("A first call with it, ready to run").click();
  const call = page.getByRole("group", { name: "cURL first call" });
  await expect(call).toContainText("$BATCHROUTER_API_KEY");
  await expect(page.locator("body")).not.toContainText(key);
  await page.getByRole("button", { name: "Check taken-away now" }).click();
  await expect(page.getByRole("status").filter({ hasText: /^taken200 in/ })).toBeVisible();
  await saved(page);
  await expect(page.getByRole("heading", { name: "The key in this tab" })).toBeVisible();
});

test("a key that is revoked says so when it is checked", async ({
  signedInPage: page,
  account,
  watch,
}) => {
  await page.goto("/keys");
  await createKey(page, "short-lived");
  await saved(page);
  const { data } = await account.client.call(contract.apiKeys.list, {});
  const made = data.find(({ label }) => label === "short-lived");
  if (made === undefined) throw new Error("The key is not in the list");
  await account.client.call(contract.apiKeys.revoke, { params: { id: made.api_key_id } });
  watch.provokes(401, /^\/v1\/auth\/account$/);
  await page.getByRole("button", { name: "Check short-lived now" }).click();
  await expect(page.getByText("invalid_api_key")).toBeVisible();
});

test("several keys are rotated together, each with a variable of its own", async ({
  signedInPage: page,
  gateway,
  account,
}) => {
  await account.client.call(contract.apiKeys.create, { body: { label: "nightly job" } });
  await page.goto("/keys");
  await page.getByLabel("Choose e2e").check();
  await page.getByLabel("Choose nightly job").check();
  await page.getByRole("button", { name: "Rotate chosen" }).click();
  await page
    .getByRole("dialog", { name: "Rotate these 2 keys?" })
    .getByRole("button", { name: "Rotate" })
    .click();
  await expect(page.getByRole("heading", { name: "2 new keys are ready" })).toBeFocused();
  await expect(page.getByText("BATCHROUTER_API_KEY_NIGHTLY_JOB=").first()).toBeVisible();
  await page.getByLabel("I have saved the keys").check();
  await page.getByRole("button", { name: "Done" }).click();
  expect(await verdictOn(gateway.url, account.api_key)).toBe("taken");
  await expect(page.getByText("Choose several")).toBeVisible();
});

test("the list tells what each key has spent, and a cap refuses what goes beyond it", async ({
  signedInPage: page,
  gateway,
  account,
}) => {
  await page.goto("/keys");
  await page.getByLabel("Spend cap, in dollars").fill("0.0005");
  const key = await createKey(page, "capped");
  await saved(page);
  const client = createClient({ baseUrl: gateway.url, credential: () => key });
  const items = [
    {
      customer_item_id: "a",
      operation: "responses",
      model: "gpt-4o-mini",
      input: { input: "Hello" },
      max_output_tokens: 1_500,
    },
  ];
  const batch = await submitBatch(client, items);
  await expect(
    submitBatch(client, [...items, { ...items[0], customer_item_id: "b" }]),
  ).rejects.toMatchObject({
    code: "spend_cap_exceeded",
  });
  await untilEnded(account.client, batch.id);
  await page.reload();
  await expect(page.getByRole("row", { name: /capped/ })).toContainText(/\$0\.00\d+ of \$0\.0005/);
  await expect(page.getByRole("row", { name: /e2e/ })).toContainText("$0.00");
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
