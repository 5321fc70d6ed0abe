import { expect, type Locator, type Page } from "@playwright/test";
import { follow } from "./pages.ts";

/** The ledger's own page as a person uses it: a list of calls, and beside it the one that is open. */
export class LedgerPage {
  readonly list: Locator;
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
    this.list = page.getByRole("main").getByRole("grid", { name: "Calls, newest first" });
  }

  /** Goes there by the console's own link: a load would begin another ledger. */
  static async open(page: Page): Promise<LedgerPage> {
    await follow(page, "Ledger");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ledger of calls");
    return new LedgerPage(page);
  }

  /** Rows whose path is this one; those in view only. */
  rows(path: string | RegExp): Locator {
    return this.list.getByRole("row").filter({ has: this.#page.getByText(path, { exact: true }) });
  }

  /** Shows the calls that have all these words in their path, request id or endpoint. */
  async find(words: string): Promise<void> {
    await this.#page.getByRole("main").getByLabel("Find", { exact: true }).fill(words);
  }

  /** How many rows there are, those out of view included. */
  async rowCount(): Promise<number> {
    return Number(await this.list.getAttribute("aria-rowcount")) - 1; // the head is a row too
  }

  /** Opens the call whose row this is, and gives its detail. */
  async openCall(row: Locator): Promise<Locator> {
    await row.click();
    const call = this.#page.getByRole("main").getByRole("region", { name: /^Call #\d+$/ });
    await expect(call).toBeVisible();
    return call;
  }
}
