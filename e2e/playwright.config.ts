import { defineConfig } from "@playwright/test";
import { BROWSER_ARGUMENTS } from "./browser-arguments.ts";

const executablePath = process.env["CHROMIUM_PATH"];

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.e2e.ts",
  outputDir: "../test-results",
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env["CI"] !== undefined,
  // Bounds for a busy machine; nothing waits for them where all is well.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  // A further try is reported as flaky, not hidden.
  retries: process.env["CI"] === undefined ? 0 : 2,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    actionTimeout: 15_000,
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "UTC",
    // Taken of a second try alone: a trace of every test makes the whole suite twice as slow.
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [...BROWSER_ARGUMENTS],
    },
  },
});
