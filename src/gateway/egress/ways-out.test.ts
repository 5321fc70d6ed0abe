import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const GATEWAY = fileURLToPath(new URL("..", import.meta.url));

/** Every file that can open a connection, by what it takes for that, and why it may. A new one is to go through the egress. */
const WAYS_OUT: Readonly<Record<string, readonly string[]>> = {
  // The egress itself.
  "egress/exchange.ts": ["node:http", "node:https"],
  "egress/checked-dial.ts": ["node:net"],
  "egress/resolve-target.ts": ["node:dns/promises", "node:net"],
  "egress/name-servers.ts": ["node:dns/promises"],
  // Protocols that a library speaks, over connections which `checked-dial.ts` makes or checks.
  "database/postgres-client.ts": ["pg"],
  "database/postgres-connection.ts": ["pg"],
  "database/postgres-database.ts": ["pg"],
  "mail/smtp-mailer.ts": ["nodemailer"],
  "operations/tracing/span-tracing.ts": ["@opentelemetry/exporter-trace-otlp-http"],
  "storage/s3/http-exchange.ts": ["node:http", "node:https"],
  // It signs requests and sends none.
  "storage/s3/s3-client.ts": ["aws4fetch"],
  // It listens, and connects to nobody.
  "http/gateway-server.ts": ["node:http"],
  // The operator's commands ask the gateway of this machine, and listen for a moment to see whether a port is free.
  "command/backup/take-dump.ts": ["fetch"],
  "command/doctor/machine-checks.ts": ["fetch", "node:net"],
  // A measurement that is started by hand, against a bucket of its own on this machine.
  "storage/measure-storage.ts": ["fetch"],
};

const MODULES =
  /^(?:node:)?(?:https?|http2|net|tls|dgram|dns(?:\/promises)?)$|^(?:undici|ws|axios|got|node-fetch|nodemailer|pg|aws4fetch|@opentelemetry\/exporter-[\w-]+)$/;
const IMPORTED =
  /(?:^|\n)(?:import|export)\s(?!type\s)([^;]*?)\sfrom\s"([^"]+)"|(?:import|require)\(\s*"([^"]+)"|(?:^|\n)import\s"([^"]+)"/g;
const GLOBALS = /(?<![\w.#$])(?:globalThis\.)?(fetch|WebSocket|EventSource)\(/g;
/** A method or a parameter by that name is no call of the global. */
const OWN_NAME = /\bfetch\(request[,)]|\bfetch\(request: |\basync fetch\(/;

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (
      entry.name.endsWith(".ts") &&
      !/(?:\.test\.ts$|^test-|-suite\.ts$|-conformance\.ts$)/.test(entry.name)
    )
      yield path;
  }
}

/** Import of values alone: `{ type A, type B }` leaves nothing behind. */
function bringsValues(clause: string | undefined): boolean {
  const named = /^\{([^}]*)\}$/s.exec(clause?.trim() ?? "")?.[1];
  if (named === undefined) return true;
  return named.split(",").some((one) => one.trim() !== "" && !one.trim().startsWith("type "));
}

function waysOutOf(text: string): string[] {
  const found = new Set<string>();
  for (const [, clause, from, called, bare] of text.matchAll(IMPORTED)) {
    const module = from ?? called ?? bare ?? "";
    if (MODULES.test(module) && bringsValues(clause)) found.add(module);
  }
  for (const line of text.split("\n")) {
    if (/^\s*(?:\/?\*|\/\/)/.test(line) || OWN_NAME.test(line)) continue;
    for (const [, name = ""] of line.matchAll(GLOBALS)) found.add(name);
  }
  return [...found].toSorted();
}

test("no file opens connections but those that are named here, each with its reason", () => {
  const found: Record<string, string[]> = {};
  for (const path of sources(GATEWAY)) {
    const ways = waysOutOf(readFileSync(path, "utf8"));
    if (ways.length > 0) found[relative(GATEWAY, path)] = ways;
  }
  expect(found).toEqual(WAYS_OUT);
});

test.each([
  ['import { request } from "node:https";', ["node:https"]],
  ['import https from "https";', ["https"]],
  ['import { type Server, connect } from "node:net";', ["node:net"]],
  ['import {\n  type Agent,\n  request as send,\n} from "node:http";', ["node:http"]],
  ['const { connect } = await import("node:tls");', ["node:tls"]],
  ['export { connect } from "node:net";', ["node:net"]],
  ["const answer = await fetch(url);", ["fetch"]],
  ["const answer = await globalThis.fetch(url);", ["fetch"]],
  ["new WebSocket(url);", ["WebSocket"]],
  ['import type { Socket } from "node:net";', []],
  ['import { type Socket } from "node:net";', []],
  ["app.fetch(request);", []],
  ["// fetch(url) would copy", []],
])("%j opens connections by %j", (text, ways) => {
  expect(waysOutOf(text)).toEqual(ways);
});
