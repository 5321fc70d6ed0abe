import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { DnsServer, type DnsZone } from "#test-servers/dns-server.ts";
import {
  FORBIDDEN_HOSTS,
  FORBIDDEN_NAMES,
  FORBIDDEN_URLS,
} from "#test-servers/forbidden-targets.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAllowedTargets } from "./allowed-targets.ts";
import { EgressFailure } from "./egress-failure.ts";
import { createEgress } from "./egress.ts";
import { clientNames } from "./name-servers.ts";
import { parseTarget, type EgressPolicy } from "./target.ts";

const HOSTED: EgressPolicy = { allowLoopback: false };
const REFUSALS = ["refused_address", "insecure_url", "invalid_request"];

let listener: Server;
let port: number;
let connections = 0;
let dns: DnsServer;
let zone: DnsZone = () => undefined;

beforeAll(async () => {
  listener = createServer((socket) => {
    connections += 1;
    socket.on("error", () => undefined).resume();
    socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  });
  await once(listener.listen(0, "127.0.0.1"), "listening");
  port = (listener.address() as AddressInfo).port; // a TCP server's address is never a path
  dns = await DnsServer.start((name, count) => zone(name, count));
});
afterAll(async () => {
  await dns.close();
  await new Promise((resolve) => listener.close(resolve));
});

const named = new Map(FORBIDDEN_NAMES.map(([name, answers]) => [hostOf(name), answers]));

function hostOf(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

function forbiddenZone(name: string, count: number) {
  const answers = named.get(name);
  return answers?.[Math.min(count, answers.length) - 1];
}

async function failureOf(url: string, policy = HOSTED): Promise<string> {
  const egress = createEgress({ ...policy, resolve: clientNames([dns.address]) });
  const request = { method: "POST", headers: {}, timeoutMs: 5_000, maxResponseBytes: 10, url };
  const outcome = await egress.send(request).catch((error: unknown) => error);
  return outcome instanceof EgressFailure ? outcome.code : "sent";
}

function refusalOf(url: string): string {
  try {
    parseTarget(url, HOSTED);
    return "taken";
  } catch (error) {
    return error instanceof EgressFailure ? error.code : String(error);
  }
}

test("the corpus has more than 200 spellings, each once", () => {
  const all = [...FORBIDDEN_HOSTS, ...FORBIDDEN_URLS, ...FORBIDDEN_NAMES].map(([text]) => text);
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(200);
});

test("each forbidden host is refused by its address, both when it is set and when it is sent to", async () => {
  const verdicts = await Promise.all(
    FORBIDDEN_HOSTS.map(async ([host, reason]) => {
      const url = `https://${host}:${port}/hook`;
      return [host, reason, refusalOf(url), await failureOf(url)];
    }),
  );
  const expected = FORBIDDEN_HOSTS.map(([host, reason]) => [
    host,
    reason,
    "refused_address",
    "refused_address",
  ]);
  expect(verdicts).toEqual(expected);
  expect(connections).toBe(0);
});

test.each(FORBIDDEN_URLS)(
  "%j is refused when it is set and when it is sent to: %s",
  async (text) => {
    const url = text.replaceAll("{port}", String(port));
    expect(REFUSALS).toContain(refusalOf(url));
    expect(REFUSALS).toContain(await failureOf(url));
    expect(connections).toBe(0);
  },
);

test("each forbidden name passes when it is set, and is refused once its server has told its addresses", async () => {
  zone = forbiddenZone;
  const verdicts = await Promise.all(
    FORBIDDEN_NAMES.map(async ([name, , reason]) => {
      const url = `https://${name}:${port}/hook`;
      return [name, reason, refusalOf(url), await failureOf(url)];
    }),
  );
  const expected = FORBIDDEN_NAMES.map(([name, , reason]) => [
    name,
    reason,
    "taken",
    "refused_address",
  ]);
  expect(verdicts).toEqual(expected);
  expect(connections).toBe(0);
});

test("a name that changes its answer is asked once a request, and each request goes where that answer leads or nowhere", async () => {
  const allowed = readAllowedTargets(["127.0.0.1"]);
  const policy = allowed === undefined ? HOSTED : { ...HOSTED, allowed };
  for (const later of ["169.254.169.254", "127.0.0.2", "10.0.0.1"]) {
    const name = `rebinding-to-${later.replaceAll(".", "-")}.test`;
    zone = (asked, count) =>
      asked === name ? { a: [count === 1 ? "127.0.0.1" : later] } : undefined;
    const before = connections;
    // Nobody speaks TLS there, so that the handshake fails; the connection is what is counted.
    expect(await failureOf(`https://${name}:${port}/`, policy)).toBe("tls");
    expect([connections - before, dns.asked(name)]).toEqual([1, 1]);
    expect(await failureOf(`https://${name}:${port}/`, policy)).toBe("refused_address");
    expect([connections - before, dns.asked(name)]).toEqual([1, 2]);
  }
});

test("a name whose server knows it not, or knows no address of it, is no target", async () => {
  zone = (name) => (name === "empty.test" ? {} : undefined);
  expect(await failureOf("https://empty.test/")).toBe("dns");
  expect(await failureOf("https://unknown.test/")).toBe("dns");
});

test("a name server is asked nothing about loopback names, which are this machine's", async () => {
  const egress = createEgress({ allowLoopback: true, resolve: clientNames([dns.address]) });
  const url = `http://app.localhost:${port}/`;
  const answer = await egress.send({
    method: "GET",
    headers: {},
    timeoutMs: 5_000,
    maxResponseBytes: 10,
    url,
  });
  expect([answer.status, dns.asked("app.localhost")]).toEqual([200, 0]);
});
