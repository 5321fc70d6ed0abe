import { expect, type Locator, type Page } from "@playwright/test";
import { createClient, type Client } from "#contract/client.ts";
import { BatchId, RunId } from "#contract/primitives.ts";

/** The play as a person sees it: the captions under every page, and what the demo page tells of it. */
export class DemoPage {
  readonly bar: Locator;
  readonly #page: Page;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.#page = page;
    this.#url = url;
    this.bar = page.getByRole("region", { name: "The play" });
  }

  /** Opens the page for a show and begins the play; what there was is given up where that is asked. */
  async begin(show: string): Promise<void> {
    await this.#page.goto(`/demo?${show}`);
    await this.#page.getByRole("button", { name: "Play the lifecycle" }).click();
    const sure = this.#page.getByRole("button", { name: "Empty it and play" });
    await expect(sure.or(this.bar)).toBeVisible();
    if (await sure.isVisible()) await sure.click();
    await expect(this.bar).toBeVisible();
  }

  /** Waits for the last caption. */
  async untilEnded(): Promise<void> {
    await expect(this.bar.getByText("the end", { exact: true })).toBeVisible({ timeout: 120_000 });
  }

  /** The fingerprint as the demo page shows it. */
  async fingerprint(): Promise<string> {
    return this.#page.getByRole("group", { name: "Fingerprint" }).innerText();
  }

  /** The ids that the demo page tells of, of one kind. */
  async ids(pattern: RegExp): Promise<string[]> {
    const text = await this.#page.getByRole("table", { name: "Steps of the play" }).innerText();
    return text.match(new RegExp(pattern, "g")) ?? [];
  }

  async batchId(): Promise<BatchId> {
    return BatchId.parse((await this.ids(/\bbat_\w{20}/))[0]);
  }

  async runId(): Promise<RunId> {
    return RunId.parse((await this.ids(/\brun_\w{20}/))[0]);
  }

  /** A client that calls with the key that this tab holds. */
  async client(): Promise<Client> {
    const { api_key } = await heldCredentials(this.#page);
    return createClient({ baseUrl: this.#url, credential: () => api_key });
  }
}

interface HeldCredentials {
  email: string;
  api_key: string;
  session_token: string;
}

/** What the tab holds for the local environment. */
export async function heldCredentials(page: Page): Promise<HeldCredentials> {
  const kept = await page.evaluate(() => sessionStorage.getItem("batchrouter.credentials.local"));
  // Only the console writes it, and a tab that is signed in has all three.
  return JSON.parse(kept ?? "{}") as HeldCredentials;
}
