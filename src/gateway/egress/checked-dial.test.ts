import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Transaction } from "../database/database.ts";
import { PostgresDatabase } from "../database/postgres-database.ts";
import { sql } from "../database/sql.ts";
import { createSmtpMailer } from "../mail/smtp-mailer.ts";
import { createSpanTracing } from "../operations/tracing/span-tracing.ts";
import { S3Client } from "../storage/s3/s3-client.ts";
import { readAllowedTargets } from "./allowed-targets.ts";
import { createOperatorDial, type CheckedDial } from "./checked-dial.ts";
import { EgressFailure } from "./egress-failure.ts";

const METADATA = "169.254.169.254";
/** The name of a mail server, say, that leads elsewhere now. */
const dialTo = (...addresses: string[]): CheckedDial =>
  createOperatorDial({}, async () => addresses);

const listener = createServer((socket) => socket.on("error", () => undefined).resume());
let port: number;
let connections = 0;
listener.on("connection", () => (connections += 1));
beforeAll(async () => {
  await once(listener.listen(0, "127.0.0.1"), "listening");
  port = (listener.address() as AddressInfo).port; // a TCP server's address is never a path
});
afterAll(() => new Promise((resolve) => listener.close(resolve)));

/** Every code that an error names, its causes' too. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = "code" in error ? [String(error.code)] : [];
  return [...own, ...codesOf(error.cause)];
}

async function codesOfRefusal(work: Promise<unknown>): Promise<string[]> {
  return await work.then(
    () => [],
    (error: unknown) => codesOf(error),
  );
}

const s3 = (host: string) => ({
  bucket: "batches",
  prefix: "",
  region: "eu-central-1",
  endpoint: { url: `http://${host}:${port}`, variable: "AWS_ENDPOINT_URL_S3" },
  credentials: { accessKeyId: "key", secretAccessKey: "secret", sessionToken: null },
  hasDirectLinks: false,
});

async function mailFailure(host: string, dial: CheckedDial): Promise<string> {
  const lines: string[] = [];
  let tell: () => void = () => undefined;
  const told = new Promise<void>((resolve) => (tell = resolve));
  const write = (line: string): void => {
    lines.push(line);
    tell();
  };
  const mailer = createSmtpMailer({
    url: `smtp://${host}:${port}`,
    from: "mail@example.com",
    log: pino({}, { write }),
    dial,
    retryAfterMs: [],
  });
  const callbacks: (() => void)[] = [];
  const tx = { afterCommit: (callback: () => void) => callbacks.push(callback) };
  const mail = { to: "a@example.com", subject: "", text: "", html: "", links: [], token: null };
  await mailer.send(tx as unknown as Transaction, mail); // all that a mailer uses of it
  for (const callback of callbacks) callback();
  await told;
  await mailer.close();
  return String(JSON.parse(lines[0] ?? "{}").reason);
}

describe.each([
  ["an address itself", METADATA, createOperatorDial()],
  ["a name that leads there", "server.example", dialTo(METADATA)],
  ["a name that leads there too", "server.example", dialTo("127.0.0.1", METADATA)],
])("metadata as %s is refused", (_what, host, dial) => {
  test("to the mailer", async () => {
    expect(await mailFailure(host, dial)).toBe("refused_address");
    expect(connections).toBe(0);
  });

  test("to the bucket's client", async () => {
    const retries = { attempts: 1, baseMs: 1, maxMs: 1, givenUpAfterMs: 1_000 };
    const client = new S3Client(s3(host), { dial, retries });
    const call = client.call({ action: "look", method: "GET", key: null });
    expect(await codesOfRefusal(call)).toContain("refused_address");
    client.close();
    expect(connections).toBe(0);
  });

  test("to the database's client", async () => {
    const url = `postgres://user:password@${host}:${port}/database`;
    const database = new PostgresDatabase({ url, poolSize: 2, dial });
    expect(await codesOfRefusal(database.query(sql`select 1`))).toContain("refused_address");
    await database.close();
    expect(connections).toBe(0);
  });
});

test("the exporter of traces is not even made for a collector at such an address", () => {
  const config = {
    url: `http://${METADATA}:4318/v1/traces`,
    headers: {},
    serviceName: "batchrouter",
    sampler: "always_on",
    ratio: 1,
  } as const;
  const fates = { count: () => undefined, collectorIs: () => undefined };
  expect(() => createSpanTracing(config, "1", fates)).toThrow(EgressFailure);
});

test("a socket goes to private and loopback addresses, and to what is listed beside them", async () => {
  const socket = await dialTo("127.0.0.1").connect("server.example", port, 5_000);
  socket.destroy();
  expect(connections).toBe(1);
  const allowed = readAllowedTargets([METADATA]);
  expect(() => createOperatorDial(allowed && { allowed }).checkHost(METADATA)).not.toThrow();
  for (const host of ["10.0.0.1", "::1", "fd00::1", "8.8.8.8", "server.example"])
    expect(() => createOperatorDial().checkHost(host)).not.toThrow();
});

test("an unknown name fails by the resolver's own code, which clients know", async () => {
  const unknown = Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
  const dial = createOperatorDial({}, () => Promise.reject(unknown));
  await expect(dial.connect("server.example", port, 5_000)).rejects.toBe(unknown);
});

test("a name without addresses fails, and says so", async () => {
  await expect(dialTo().connect("server.example", port, 5_000)).rejects.toMatchObject({
    code: "dns",
    message: "server.example does not resolve.",
  });
});

test("a connection that does not come about in time is given up, the look-up included", async () => {
  const dial = createOperatorDial({}, () => new Promise(() => undefined));
  await expect(dial.connect("server.example", port, 50)).rejects.toMatchObject({ code: "timeout" });
});

test("a connection that stands has no time-out but the client's own", async () => {
  const socket = await dialTo("127.0.0.1").connect("server.example", port, 5_000);
  expect([socket.timeout, socket.listenerCount("timeout")]).toEqual([0, 0]);
  socket.destroy();
});
