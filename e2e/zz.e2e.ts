import { AxeBuilder } from "@axe-core/playwright";
import { test } from "./fixtures.ts";
test("axe sees", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.evaluate(() => { const i = document.createElement("img"); i.src = "/favicon.svg"; document.querySelector("main")!.append(i); const p = document.createElement("p"); p.textContent = "pale text"; p.className = "text-invert"; document.querySelector("main")!.append(p); const w = document.createElement("div"); w.style.width = "3000px"; w.textContent = "w"; document.querySelector("main")!.append(w) });
  const full = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]).setLegacyMode(true).analyze();
  await page.emulateMedia({ colorScheme: "dark" });
  const colour = await new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]).setLegacyMode(true).analyze();
  console.log(full.violations.map((v) => v.id), colour.violations.map((v) => v.id), await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth));
});
