/** `npm run test:browser`: finds or installs a browser, then runs Playwright with what was asked on the command line. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { findBrowser } from "./find-browser.ts";

try {
  const browser = findBrowser();
  console.log(`Browser for the tests: ${browser}`);
  const config = fileURLToPath(new URL("playwright.config.ts", import.meta.url));
  const { status } = spawnSync(
    "npx",
    ["playwright", "test", "--config", config, ...process.argv.slice(2)],
    {
      stdio: "inherit",
      shell: process.platform === "win32",
      env: { ...process.env, CHROMIUM_PATH: browser },
    },
  );
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
