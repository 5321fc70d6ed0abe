import type { BrowserContext } from "@playwright/test";
import { withBenchBrowser } from "./bench-browser.ts";
import { withBenchGateway } from "./bench-gateway.ts";
import type { BenchPart, BenchReport } from "./part.ts";
import { PEER_CONSOLE, withPeerConsole } from "./peer-console.ts";

const SLOWDOWN = 4;
const LOADS = 5;
const QUIET_MS = 500;
const BYTES_PER_KB = 1_000;

/** What it takes to open a console, nothing of it held in a cache. */
interface Load {
  /** Kilobytes over the wire. */
  script: number;
  styles: number;
  /** Milliseconds that the page kept its main thread busy, at a quarter of the processor's pace. */
  busy: number;
}

async function load(context: BrowserContext, address: string): Promise<Load> {
  const page = await context.newPage();
  try {
    const cdp = await context.newCDPSession(page);
    await cdp.send("Network.enable");
    await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
    await cdp.send("Performance.enable");
    const types = new Map<string, string>();
    const bytes = new Map<string, number>();
    cdp.on("Network.responseReceived", ({ requestId, type }) => types.set(requestId, type));
    cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const type = types.get(requestId) ?? "";
      bytes.set(type, (bytes.get(type) ?? 0) + encodedDataLength);
    });
    await page.goto(address, { waitUntil: "networkidle" });
    await page.waitForTimeout(QUIET_MS);
    const { metrics } = await cdp.send("Performance.getMetrics");
    const seconds = metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
    return {
      script: (bytes.get("Script") ?? 0) / BYTES_PER_KB,
      styles: (bytes.get("Stylesheet") ?? 0) / BYTES_PER_KB,
      busy: seconds * 1_000,
    };
  } finally {
    await page.close();
  }
}

/** The load in the middle of several by how busy it kept the page. */
async function typicalLoad(context: BrowserContext, address: string): Promise<Load> {
  const loads: Load[] = [];
  for (let count = 0; count < LOADS; count += 1) loads.push(await load(context, address));
  const typical = loads.toSorted((left, right) => left.busy - right.busy)[Math.floor(LOADS / 2)];
  if (typical === undefined) throw new Error(`${address} was not loaded.`);
  return typical;
}

function compare(report: BenchReport, ours: Load, peer: Load): void {
  const peerName = PEER_CONSOLE.replace(/@[^@]*$/, "");
  const rows = [
    ["script", "script", "kB"],
    ["styles", "styles", "kB"],
    ["busy", `main thread at a ${SLOWDOWN}th of the pace`, "ms"],
  ] as const;
  for (const [key, name, unit] of rows) {
    report.figure(`opened for the first time: ${name}`, ours[key], unit);
    report.ratio(`opened for the first time: ${name}`, ours[key] / peer[key], peerName);
  }
}

/** This console and another one of its kind, each empty, opened in the same browser. */
export const consolesPart: BenchPart = {
  name: "consoles",
  description: `what opening the console takes, beside ${PEER_CONSOLE}`,
  run: (report) =>
    withBenchGateway(async ({ account, gateway: { url } }) => {
      await withBenchBrowser({ url, account }, async (context) => {
        const ours = await typicalLoad(context, `${url}/batches`);
        const isThere = await withPeerConsole(async (peerUrl) =>
          compare(report, ours, await typicalLoad(context, peerUrl)),
        );
        if (!isThere) report.note(`${PEER_CONSOLE} could not be had from npm.`);
      });
    }),
};
