/** Keeps Chromium from asking anything of any host but the gateway. */
const QUIET = [
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** What Chromium is started with; it refuses its own sandbox to root, which is who runs tests in containers. */
export const BROWSER_ARGUMENTS: readonly string[] =
  process.getuid?.() === 0 ? [...QUIET, "--no-sandbox"] : QUIET;
