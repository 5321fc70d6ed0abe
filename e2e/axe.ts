import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";
import type { PageWatch } from "./page-watch.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Of the rules those that depend on the theme and the width both. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];
const WIDTHS = [1440, 390] as const;
/** Each width and each theme is judged by every rule once, and what only the wide window shows by those about colour in both. */
const SCANS = {
  1440: [
    { colorScheme: "light", isWhole: true },
    { colorScheme: "dark", isWhole: false },
  ],
  390: [{ colorScheme: "dark", isWhole: true }],
} as const;

/** In place of axe's half a megabyte where the page has it already. */
const ALREADY_THERE = ";";

/** What axe finds in the page as it stands, a line each. */
async function violations(page: Page, isWhole: boolean): Promise<string[]> {
  const isThere = await page.evaluate(() => "axe" in window);
  const axe = new AxeBuilder({ page, ...(isThere ? { axeSource: ALREADY_THERE } : {}) });
  // The pages have no frames of other origins, for which alone the slower way is needed; nor media to be fetched first.
  axe.setLegacyMode(true).options({ preload: false, resultTypes: ["violations"] });
  if (isWhole) axe.withTags(RULES);
  else axe.withRules(COLOUR_RULES);
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} – ${node.failureSummary ?? ""}`),
  );
}

/** By how many pixels the page is wider than the window. */
function overflowPx(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

/**
 * Fails softly where axe finds anything in the page as it stands, at either width or in either theme, or the page is wider
 * than the window, which is a wide one afterwards. `isOneOfAKind`: others made of the same parts are judged in all three ways, and two will do here.
 */
export async function expectAccessible(
  page: Page,
  what: string,
  { isOneOfAKind = false } = {},
): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const { colorScheme, isWhole } of SCANS[width]) {
      if (isOneOfAKind && !isWhole) continue;
      // With less motion a change of theme comes at once; axe would see a transition's colours of both sides.
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect
        .soft(await violations(page, isWhole), `${what}, ${colorScheme}, ${width} pixels wide`)
        .toEqual([]);
    }
    expect.soft(await overflowPx(page), `${what}: wider than ${width} pixels by`).toBe(0);
  }
  await page.setViewportSize({ width: WIDTHS[0], height: 900 });
}

/** A page that has loaded what it shows. */
export async function open(page: Page, watch: PageWatch, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await watch.untilQuiet();
}
