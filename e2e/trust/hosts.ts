import { contract } from "#contract/index.ts";
import { HOSTED_ORIGINS } from "#contract/hosted-origins.ts";
import { GatewayProcess } from "../gateway-process.ts";
import { strangerClient } from "../test-account.ts";
import { SeededRandom } from "../torture/seeded-random.ts";
import { attemptAll, heldRow } from "./attempts.ts";
import { BROKEN_REQUESTS } from "./broken-requests.ts";
import { foreignHost, foreignOrigin } from "./foreign-hosts.ts";
import { askHosted, startHosted } from "./hosted-routes.ts";
import type { TrustOptions, TrustPart, TrustRow } from "./part.ts";
import { exchangeBytes, faultOf } from "./raw-exchange.ts";
import type { Outcome } from "./tally.ts";

const MALFORMED = { short: 400, full: 2_000 };

/** The local gateway by raw bytes: whoever comes by another name or from another page reads nothing and changes nothing. */
export const attackHosts: TrustPart = async (options) => {
  const [local, hosted] = await Promise.all([
    GatewayProcess.start({ LOG_LEVEL: "error" }),
    startHosted(),
  ]);
  try {
    return [
      ...(await attackLocal(local, options)),
      await askHosted(hosted),
      await unchanged(local),
    ];
  } finally {
    await Promise.all([local.dispose(), hosted.dispose()]);
  }
};

async function attackLocal(
  gateway: GatewayProcess,
  { seed, isShort }: TrustOptions,
): Promise<TrustRow[]> {
  const { url } = gateway;
  const { port } = new URL(url);
  const count = isShort ? MALFORMED.short : MALFORMED.full;
  const random = new SeededRandom(seed, "hosts");
  const ownHosts = [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    "LocalHost",
    `[::1]:${port}`,
    "127.0.0.1",
  ];
  return [
    await attemptAll("malformed and foreign Host headers", count, () =>
      attackByHost(url, random, port),
    ),
    await attemptAll("foreign and malformed origins", Math.ceil(count / 2), () =>
      attackByOrigin(url, random, port),
    ),
    await attemptAll("requests that are no HTTP, or two at once", BROKEN_REQUESTS.length, (at) =>
      attackByBytes(url, BROKEN_REQUESTS[at] ?? ""),
    ),
    await attemptAll("its own names, with its own pages", ownHosts.length, (at) =>
      askAsOwn(url, ownHosts[at] ?? ""),
    ),
    await attemptAll("forwarder targets off its list", FORWARDS.length, (at) =>
      forward(url, FORWARDS[at] ?? ""),
    ),
  ];
}

/** What would show, or do, something: none of these needs a credential. */
const TARGETS = [
  "GET /local/mailbox",
  "GET /local/sandbox",
  "GET /v1/health",
  "GET /",
  "GET /openapi.json",
  "GET /metrics",
  "DELETE /local/mailbox",
  "POST /local/webhook-inboxes",
  "OPTIONS /local/reset",
  "GET /local/forward/test/v1/health",
];

function attackByHost(url: string, random: SeededRandom, port: string): Promise<Outcome> {
  const [method = "", path = ""] = random.pick(TARGETS).split(" ");
  const host = foreignHost(random);
  const own = `127.0.0.1:${port}`;
  const name = random.pick(["host", "Host", "HOST"]);
  const [target, headers] = random.pick<[string, string]>([
    [path, `${name}: ${host}\r\n`],
    [path, `${name}: ${host}\r\n`],
    [path, `${name}:${host}\t\r\n`],
    [path, `${name}: ${own}\r\n${name}: evil.test\r\n`],
    [path, `${name}: evil.test\r\n${name}: ${own}\r\n`],
    [path, `${name}: ${own}\r\nX-Forwarded-Host: ${own}\r\n${name}: ${host}\r\n`],
    [path, `${name}: evil.test\r\n ${own}\r\n`],
    [path, `${name} : ${own}\r\n`],
    [path, `X-Forwarded-Host: ${own}\r\nForwarded: host=${own}\r\n`],
    [`http://evil.test${path}`, `${name}: ${own}\r\n`],
    [`http://localhost.evil.test:${port}${path}`, `${name}: ${own}\r\n`],
    [`http://${own}@evil.test${path}`, `${name}: ${own}\r\n`],
    [`http://${own}${path}`, `${name}: evil.test\r\n`],
    [`//evil.test${path}`, `${name}: evil.test\r\n`],
    [`evil.test${path}`, `${name}: ${own}\r\n`],
  ]);
  return attack(url, `${method} ${target} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
}

function attackByOrigin(url: string, random: SeededRandom, port: string): Promise<Outcome> {
  const [method = "", path = ""] = random.pick(TARGETS).split(" ");
  const origin = foreignOrigin(random, port);
  const own = `http://127.0.0.1:${port}`;
  const headers = random.pick([
    `Origin: ${origin}\r\n`,
    `Origin: ${origin}\r\n`,
    `origin: ${own}\r\nOrigin: http://evil.test\r\n`,
    `Origin: ${origin}\r\nReferer: ${own}/\r\nSec-Fetch-Site: same-origin\r\n`,
    "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n",
    "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n",
    `Origin: http://evil.test\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n`,
  ]);
  const body = method === "POST" ? "Content-Length: 0\r\n" : "";
  return attack(
    url,
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${headers}${body}Connection: close\r\n\r\n`,
  );
}

/** Turned away in the envelope, or the connection is ended; anything that is answered is lost. */
async function attack(url: string, bytes: string): Promise<Outcome> {
  const answer = await exchangeBytes(url, Buffer.from(bytes));
  if (answer.status === null) return "refused";
  const why = faultOf(answer, [400, 403]);
  return why === null ? "refused" : { lost: `${JSON.stringify(bytes.slice(0, 400))} → ${why}` };
}

async function attackByBytes(url: string, bytes: string): Promise<Outcome> {
  const answer = await exchangeBytes(url, Buffer.from(bytes, "latin1"), true);
  if (answer.status === null) return "refused";
  const why = faultOf(answer, [400]);
  return why === null ? "refused" : { lost: `${JSON.stringify(bytes.slice(0, 200))} → ${why}` };
}

async function askAsOwn(url: string, host: string): Promise<Outcome> {
  const bytes = `GET /local/sandbox HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host.toLowerCase()}\r\nConnection: close\r\n\r\n`;
  const { status, body } = await exchangeBytes(url, bytes);
  return status === 200 ? "survived" : { lost: `${host} → ${status} ${body.slice(0, 200)}` };
}

/** Addresses that would lead the forwarder to another host than those of its list, or out of their API. */
const FORWARDS = [
  "/local/forward/evil.test/v1/health",
  "/local/forward/TEST/v1/health",
  "/local/forward/test",
  "/local/forward/test/",
  "/local/forward/test/v2/health",
  "/local/forward/test/local/mailbox",
  "/local/forward/test/v1",
  "/local/forward/test/v1/..%2f..%2flocal/mailbox",
  "/local/forward/test/v1/%2e%2e/local/mailbox",
  "/local/forward/test/v1/../../../openapi.json",
  "/local/forward/test@evil.test/v1/health",
  "/local/forward/test.evil.test/v1/health",
  "/local/forward/http://evil.test/v1/health",
  "/local/forward//evil.test/v1/health",
  "/local/forward/test//evil.test/v1/health",
  "/local/forward/constructor/v1/health",
  "/local/forward/__proto__/v1/health",
  "/local/forward/toString/v1/health",
  "/local/forward/%74est%00/v1/health",
  "/local/forward/test\\@evil.test/v1/health",
];

async function forward(url: string, path: string): Promise<Outcome> {
  const { host } = new URL(url);
  const bytes = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  const answer = await exchangeBytes(url, bytes);
  // What is left of a path that was folded may be one of the list, to be reached by nobody here.
  const named = Object.values(HOSTED_ORIGINS).map((origin) => new URL(origin).host);
  const isOfTheList = answer.status === 503 && named.some((name) => answer.body.includes(name));
  if (isOfTheList && !answer.body.includes("evil")) return "refused";
  const why = faultOf(answer, [400, 404]);
  return why === null ? "refused" : { lost: `${path} → ${why}` };
}

/** After all of it nothing has come into the gateway and nothing has gone. */
async function unchanged({ url, output }: GatewayProcess): Promise<TrustRow> {
  const { data } = await strangerClient(url).call(contract.local.listMails, {});
  const failures = output.split("\n").filter((line) => line.includes('"level":50'));
  return heldRow("the gateway afterwards", 1, [
    ...(data.length === 0 ? [] : ["The mailbox holds what nobody was let send."]),
    ...failures.map((line) => `logged: ${line.slice(0, 400)}`),
  ]);
}
