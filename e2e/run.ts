/** `npm run test:browser`: finds or installs a browser, then runs Playwright with what was asked on the command line. */
import { PostgresServer } from "#test-servers/postgres-server.ts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { findBrowser } from "./find-browser.ts";
import { isOnPostgres } from "./gateway-database.ts";

/** Runs Playwright with further settings; its exit code. */
async function runPlaywright(settings: Readonly<Record<string, string>>): Promise<number> {
  const config = fileURLToPath(new URL("playwright.config.ts", import.meta.url));
  const child = spawn("npx", ["playwright", "test", "--config", config, ...process.argv.slice(2)], {
    stdio: "inherit",
    shell: process.platform === "win32",
    env: { ...process.env, ...settings },
  });
  await once(child, "exit");
  return child.exitCode ?? 1;
}

try {
  const browser = findBrowser();
  console.log(`Browser for the tests: ${browser}`);
  const isServerNeeded = isOnPostgres && !process.env["BATCHROUTER_TEST_DATABASE_URL"];
  const server = isServerNeeded ? await PostgresServer.create() : null;
  try {
    process.exitCode = await runPlaywright({
      CHROMIUM_PATH: browser,
      ...(server && { BATCHROUTER_TEST_DATABASE_URL: server.url() }),
    });
  } finally {
    await server?.dispose();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
