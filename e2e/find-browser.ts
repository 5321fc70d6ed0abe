import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

/** Where Chromium, Chrome and Edge are put by their own installers. */
const SYSTEM_PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/microsoft-edge",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

function runs(command: string, args: readonly string[]): boolean {
  console.log(`> ${command} ${args.join(" ")}`);
  return (
    spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" }).status === 0
  );
}

function installedBrowser(): string | undefined {
  const asked = process.env["CHROMIUM_PATH"];
  if (asked !== undefined && asked !== "") {
    if (existsSync(asked)) return asked;
    throw new Error(`CHROMIUM_PATH names ${asked}, where there is no file.`);
  }
  return [chromium.executablePath(), ...SYSTEM_PATHS].find((path) => existsSync(path));
}

function isRootOnDebian(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/** The path of a Chromium for the tests: one that is there, or else one that this installs; throws when neither works. */
export function findBrowser(): string {
  const present = installedBrowser();
  if (present !== undefined) return present;
  runs("npx", ["playwright", "install", "chromium"]);
  const downloaded = installedBrowser();
  if (downloaded !== undefined) return downloaded;
  if (isRootOnDebian()) {
    runs("apt-get", ["update", "-qq"]);
    runs("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
    const packaged = installedBrowser();
    if (packaged !== undefined) return packaged;
  }
  throw new Error(
    "No browser for the tests: run `npx playwright install chromium`, or on Debian and Ubuntu `sudo apt-get install chromium`, and start the tests again.",
  );
}
