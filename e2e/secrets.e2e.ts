import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { jsonl, nativeItems } from "./input-files.ts";
import { LedgerPage } from "./ledger-page.ts";
import { follow } from "./pages.ts";
import { newEmail } from "./test-account.ts";

const PASSWORD = "correct-horse-battery-staple";
const OWN_SECRET = "a-signing-secret-of-my-own";
/** The fields of answers whose values are nobody's but the caller's. */
const SECRET_FIELDS = /"(api_key|session_token|secret)":"([^"]+)"/g;

/** Everything secret that answers have brought, and what the test itself typed. */
class SeenSecrets {
  readonly #secrets = new Set([PASSWORD, OWN_SECRET]);
  readonly #reading: Promise<void>[] = [];

  constructor(page: Page) {
    page.on("response", (response) => {
      const isApi = /^\/(v1|local)\//.test(new URL(response.url()).pathname);
      if (isApi && response.request().method() !== "GET")
        this.#reading.push(response.text().then((text) => this.#collect(text)));
    });
  }

  async all(): Promise<string[]> {
    await Promise.all(this.#reading);
    return [...this.#secrets];
  }

  #collect(text: string): void {
    for (const [, , secret = ""] of text.matchAll(SECRET_FIELDS)) this.#secrets.add(secret);
  }
}

async function reachKey(page: Page): Promise<void> {
  await page.goto("/register");
  await page.getByLabel("Email").fill(newEmail());
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Register" }).click();
  await page.getByRole("button", { name: "Verify with this mail" }).click();
  await page.getByRole("link", { name: "Create an API key" }).click();
  await page.getByLabel("Label").fill("secretive");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByLabel("I have saved the key").check();
  await page.getByRole("button", { name: "Done" }).click();
}

/** A batch with a made secret, a run with one, and an endpoint with a secret of one's own. */
async function useSecrets(page: Page): Promise<void> {
  await follow(page, "Webhooks");
  await page.getByRole("tab", { name: "Endpoint" }).click();
  await page.getByRole("button", { name: "Use local inbox" }).click();
  await expect(page.getByRole("textbox", { name: "URL" })).not.toHaveValue("");
  await page.getByRole("radio", { name: /^Your own/ }).check();
  await page.getByRole("textbox", { name: /secret/i }).fill(OWN_SECRET);
  await page.getByRole("button", { name: "Set endpoint" }).click();
  await expect(page.getByText("The endpoint is set")).toBeVisible();

  await follow(page, "Batches");
  await page.getByRole("link", { name: "Take a sample" }).click();
  await page.getByRole("tab", { name: "Paste or edit" }).click();
  await page
    .getByLabel("JSONL, one item a line")
    .fill(jsonl(nativeItems(2, (n) => `Name ${n} rivers.`)));
  await page.getByRole("button", { name: "Upload 2 items" }).click();
  await page.getByRole("button", { name: "Lock a quote for 2 items" }).click();
  await page.getByRole("radio", { name: /^Use the local inbox/ }).check();
  await page.getByRole("button", { name: /^Submit 2 items/ }).click();
  await expect(page.getByText(/polling has stopped/)).toBeVisible({ timeout: 180_000 });

  await follow(page, /^Agent loop/);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText("assistant, the answer")).toBeVisible();
}

/** All that the ledger keeps of every call, as it exports it, and what it shows of those that change something. */
async function ledgerText(page: Page): Promise<string> {
  const ledger = await LedgerPage.open(page);
  const texts: string[] = [];
  for (const format of ["HTTP Archive (HAR 1.2)", "JSON Lines"]) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("button", { name: format }).click();
    texts.push(await readFile(await (await download).path(), "utf8"));
  }
  texts.push(await shellScript(page));
  // The choice stands in the address, so it is not made within the click.
  const posts = page.getByRole("radio", { name: /^POST/ });
  await posts.click();
  await expect(posts).toBeChecked();
  await expect(ledger.list.getByRole("row").nth(1)).toBeVisible();
  const count = await ledger.rowCount();
  for (let at = 0; at < count; at += 1) {
    await ledger.list.press(at === 0 ? "Home" : "ArrowDown");
    await ledger.list.press("Enter");
    texts.push(...(await callTexts(page)));
  }
  return texts.join("\n");
}

/** The script that makes the session again. */
async function shellScript(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("button", { name: "Shell script" }).click();
  const download = page.waitForEvent("download");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^(Download|Save)/ }).click();
  const text = await readFile(await (await download).path(), "utf8");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  return text;
}

/** The report on the newest batch, in both of its forms. */
async function reportText(page: Page): Promise<string> {
  await follow(page, "Batches");
  // The newest is the agent run's own.
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await page.getByRole("link", { name: "Report" }).click();
  const texts: string[] = [];
  for (const kind of ["One HTML file", "Markdown"]) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: kind }).click();
    texts.push(await readFile(await (await download).path(), "utf8"));
  }
  return texts.join("\n");
}

async function callTexts(page: Page): Promise<string[]> {
  const call = page.getByRole("main").getByRole("region", { name: /^Call #\d+$/ });
  await call.getByRole("tab", { name: "Exchange" }).click();
  const texts = [await call.innerText()];
  await call.getByRole("tab", { name: "Code" }).click();
  const languages = call.getByRole("tablist", { name: "As code" });
  await expect(
    languages.or(call.getByText("The body is larger than the ledger keeps")),
  ).toBeVisible();
  for (const language of await languages.getByRole("tab").all()) {
    await language.click();
    texts.push(await call.innerText());
  }
  return texts;
}

test("after a whole journey no key, session, password or signing secret is in local storage, an address, the ledger, its exports, a snippet or a report", async ({
  page,
}) => {
  const seen = new SeenSecrets(page);
  const addresses: string[] = [];
  page.on("framenavigated", (frame) => addresses.push(frame.url()));
  await test.step("register, verify, create a key", () => reachKey(page));
  await test.step("sign with made and given secrets", () => useSecrets(page));

  const secrets = await seen.all();
  // Password, own secret, session, key, and what was made for the batch and the run.
  expect(secrets.length).toBeGreaterThanOrEqual(6);
  const ledger = await test.step("read the whole ledger", () => ledgerText(page));
  expect(ledger).toContain("/v1/auth/agent-register");
  expect(ledger).toContain("BATCHROUTER_API_KEY");
  const report = await test.step("read a run report", () => reportText(page));
  expect(report).toContain("run report");
  const storage = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  for (const secret of secrets) {
    expect(storage).not.toContain(secret);
    expect(addresses.join("\n")).not.toContain(secret);
    expect(ledger).not.toContain(secret);
    expect(report).not.toContain(secret);
  }
});
