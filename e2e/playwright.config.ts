import { defineConfig } from "@playwright/test";

const executablePath = process.env["CHROMIUM_PATH"];

/** Keeps Chromium from asking anything of any host but the gateway. */
const QUIET = [
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

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
      // Chromium refuses its own sandbox to root, which is who runs tests in containers.
      args: process.getuid?.() === 0 ? [...QUIET, "--no-sandbox"] : QUIET,
    },
  },
});
