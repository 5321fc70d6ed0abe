import type { Page } from "@playwright/test";

/** Has the pages from now on hand files over as downloads: nobody is there to choose a place for them. */
export async function withoutFilePicker(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(window, "showSaveFilePicker", { value: undefined });
  });
}

/** Where the file lies that a press downloads. */
export async function downloadOf(page: Page, press: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent("download");
  await press();
  return (await download).path();
}
