import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { GatewayProcess } from "../gateway-process.ts";
import type { TestAccount } from "../test-account.ts";
import { attemptAll, heldRow } from "./attempts.ts";
import type { TrustOptions, TrustRow } from "./part.ts";
import type { Outcome } from "./tally.ts";

const CLIENTS = { short: 12, full: 60 };
/** Fewer than half of the uploads that are taken at a time, so that others' go on meanwhile. */
const UPLOADING_CLIENTS = 3;
/** What a crawling client sends, and how often. */
const BYTE_EVERY_MS = 1_000;
/** The gateway's limits, and a busy machine's delay. */
const ENDED_WITHIN_MS = { headers: 40_000, body: 30_000, answer: 110_000 };
/** Meanwhile anybody else is answered within this. */
const HEALTHY_WITHIN_MS = 3_000;
const LOOK_EVERY_MS = 250;

/** Clients that send headers or bodies a byte a second, or read nothing: each is ended, and nobody else waits for them. */
export async function crawl(
  gateway: GatewayProcess,
  account: TestAccount,
  { isShort }: TrustOptions,
): Promise<TrustRow[]> {
  const { url } = gateway;
  const { host } = new URL(url);
  const count = isShort ? CLIENTS.short : CLIENTS.full;
  const auth = `Host: ${host}\r\nAuthorization: Bearer ${account.api_key}\r\n`;
  const post = (path: string, type: string): string =>
    `POST ${path} HTTP/1.1\r\n${auth}Content-Type: ${type}\r\nContent-Length: 1000000\r\n\r\n`;
  const all = (what: string, attempt: (at: number) => Promise<Outcome>) =>
    attemptAll(what, count, attempt, count);
  const some = (what: string, attempt: (at: number) => Promise<Outcome>) =>
    attemptAll(what, UPLOADING_CLIENTS, attempt, UPLOADING_CLIENTS);
  const watch = new AbortController();
  const health = watchHealth(url, watch.signal);
  const rows = await Promise.all([
    all("headers a byte a second", () =>
      drip(url, `GET /v1/health HTTP/1.1\r\n${auth}X: `, ENDED_WITHIN_MS.headers),
    ),
    all("JSON a byte a second", () =>
      drip(url, post("/v1/quotes/model", "application/json"), ENDED_WITHIN_MS.body),
    ),
    some("files a byte a second", () =>
      drip(url, post("/v1/files", "application/x-ndjson"), ENDED_WITHIN_MS.body),
    ),
    some("forms a byte a second", () =>
      drip(url, post("/v1/files", "multipart/form-data; boundary=b"), ENDED_WITHIN_MS.body),
    ),
    ...(isShort ? [] : [all("answers that nobody reads", () => neverRead(url, host))]),
  ]);
  watch.abort();
  return [...rows, await health];
}

/** Sends the start at once and then a byte a second, until the other side ends it. */
function drip(url: string, start: string, withinMs: number): Promise<Outcome> {
  const { hostname, port } = new URL(url);
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(start));
    const timer = setInterval(() => socket.write("x"), BYTE_EVERY_MS);
    const limit = setTimeout(() => end({ lost: `not ended within ${withinMs} ms` }), withinMs);
    let received = "";
    const end = (outcome: Outcome): void => {
      clearInterval(timer);
      clearTimeout(limit);
      socket.destroy();
      resolve(outcome);
    };
    socket.on("data", (chunk) => (received += chunk.toString()));
    socket.on("error", () => undefined); // writing to what has been ended is how the end is noticed
    socket.on("close", () => {
      const isDeclared = received === "" || received.startsWith("HTTP/1.1 400 ");
      const ms = Math.round(performance.now() - startedAt);
      end(isDeclared ? "refused" : { lost: `after ${ms} ms: ${received.slice(0, 200)}` });
    });
  });
}

/** Asks again and again over one connection and reads nothing of what is answered. */
function neverRead(url: string, host: string): Promise<Outcome> {
  const { hostname, port } = new URL(url);
  const request = `GET /openapi.json HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(request.repeat(200)));
    socket.pause();
    const limit = setTimeout(() => end({ lost: "still open" }), ENDED_WITHIN_MS.answer);
    // A paused socket does not see the end; a write into it does.
    const probe = setInterval(() => socket.write("\r\n"), BYTE_EVERY_MS);
    const end = (outcome: Outcome): void => {
      clearInterval(probe);
      clearTimeout(limit);
      socket.destroy();
      resolve(outcome);
    };
    socket.on("error", () => end("refused"));
    socket.on("close", () => end("refused"));
  });
}

/** Asks how the gateway is all the while; each answer that does not come soon is lost. */
async function watchHealth(url: string, signal: AbortSignal): Promise<TrustRow> {
  let held = 0;
  const lost: string[] = [];
  while (!signal.aborted) {
    const startedAt = performance.now();
    const status = await fetch(`${url}/v1/health`).then((answer) => answer.status, String);
    const ms = Math.round(performance.now() - startedAt);
    if (status === 200 && ms <= HEALTHY_WITHIN_MS) held += 1;
    else lost.push(`health: ${status} after ${ms} ms`);
    await delay(LOOK_EVERY_MS);
  }
  return heldRow("health calls in the meantime", held, lost);
}
