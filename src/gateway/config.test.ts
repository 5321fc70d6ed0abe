import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigMistake, networkWarning, readConfig } from "./config.ts";

const hosted = {
  HOST: "0.0.0.0",
  PUBLIC_URL: "https://batchrouter.example.com/",
  SMTP_URL: "smtp://mail.example.com",
};

test("nothing set is a local gateway on loopback, in .data", () => {
  expect(readConfig({})).toMatchObject({
    host: "127.0.0.1",
    port: 8787,
    mode: "local",
    publicUrl: "http://127.0.0.1:8787",
    dataDirectory: resolve(".data"),
    smtpUrl: null,
    logLevel: "info",
  });
});

test("what is taken at a time can be set, and a bound that would take nothing is refused", () => {
  const { overload } = readConfig({ BATCHROUTER_MAX_UPLOADS: "2", BATCHROUTER_MIN_FREE_MB: "10" });
  expect(overload).toEqual({
    requests: 500,
    uploads: 2,
    waitingItems: 10_000_000,
    freeBytes: 10 * 1024 ** 2,
  });
  expect(() => readConfig({ BATCHROUTER_MAX_REQUESTS: "0" })).toThrow(ConfigMistake);
});

test("a file of lanes is named, or none is", () => {
  expect(readConfig({ BATCHROUTER_LANES: "lanes.json" }).lanesFile).toBe("lanes.json");
  expect(readConfig({}).lanesFile).toBeNull();
});

test("a variable set to nothing counts as not set", () => {
  expect(readConfig({ PORT: "", SMTP_URL: "" })).toMatchObject({ port: 8787, smtpUrl: null });
});

test("an address that others reach makes it hosted, with mails and a public URL", () => {
  expect(readConfig(hosted)).toMatchObject({
    mode: "hosted",
    publicUrl: "https://batchrouter.example.com",
    allowedHosts: [],
    allowedOrigins: [],
    rateLimits: { sign_in: 120, account: 20 },
  });
});

test("in local mode the public URL's name and the allowed ones are served", () => {
  const config = readConfig({
    PUBLIC_URL: "http://gateway.local:9000",
    BATCHROUTER_ALLOWED_HOSTS: "a.local, b.local",
  });
  expect(config.allowedHosts).toEqual(["gateway.local", "a.local", "b.local"]);
});

test("local mode is opened to a network only where it is asked for, by the names that are given", () => {
  const lan = { BATCHROUTER_MODE: "local", HOST: "0.0.0.0" };
  const config = readConfig({ ...lan, BATCHROUTER_ALLOWED_HOSTS: "10.0.0.7" });
  expect(config).toMatchObject({ mode: "local", publicUrl: "http://127.0.0.1:8787" });
  expect(config.allowedHosts).toContain("10.0.0.7");
  expect(() => readConfig(lan)).toThrow("BATCHROUTER_ALLOWED_HOSTS");
});

test("pages of other origins are let in by their exact origins alone", () => {
  const origins = "http://127.0.0.1:8787, https://console.example.com";
  expect(readConfig({ BATCHROUTER_ALLOWED_ORIGINS: origins }).allowedOrigins).toEqual([
    "http://127.0.0.1:8787",
    "https://console.example.com",
  ]);
  for (const wrong of ["*", "http://127.0.0.1:8787/", "127.0.0.1:8787"])
    expect(() => readConfig({ BATCHROUTER_ALLOWED_ORIGINS: wrong })).toThrow("must be origins");
});

test("targets and name servers are listed for the egress, or none are", () => {
  expect(readConfig({})).toMatchObject({
    allowedTargets: { names: [], blocks: [] },
    nameServers: [],
  });
  const config = readConfig({
    BATCHROUTER_EGRESS_ALLOW: "hooks.internal, *.corp.example 10.1.0.0/16",
    BATCHROUTER_DNS_SERVERS: "192.0.2.53,[2001:db8::53]:5353",
  });
  expect(config.allowedTargets).toMatchObject({
    names: ["hooks.internal", ".corp.example"],
    blocks: [{ bits: 16 }],
  });
  expect(config.nameServers).toEqual(["192.0.2.53", "[2001:db8::53]:5353"]);
  for (const environment of [
    { BATCHROUTER_EGRESS_ALLOW: "10.1.0.0/33" },
    { BATCHROUTER_EGRESS_ALLOW: "https://hooks.internal/" },
    { BATCHROUTER_DNS_SERVERS: "dns.example.com" },
  ])
    expect(() => readConfig(environment)).toThrow(ConfigMistake);
});

test("an IPv6 loopback makes a URL that works", () => {
  expect(readConfig({ HOST: "::1" })).toMatchObject({
    mode: "local",
    publicUrl: "http://[::1]:8787",
  });
});

describe("a mistake names the variable and what would do", () => {
  test.each([
    [{ PORT: "http" }, 'PORT must be a whole number from 1 to 65535; it is "http".'],
    [{ PORT: "70000" }, 'PORT must be a whole number from 1 to 65535; it is "70000".'],
    [{ BATCHROUTER_MODE: "prod" }, 'BATCHROUTER_MODE must be one of local, hosted; it is "prod".'],
    [
      { PUBLIC_URL: "example.com" },
      "PUBLIC_URL must be a URL like https://batchrouter.example.com",
    ],
    [{ SMTP_URL: "mail.example.com:587" }, "SMTP_URL must be a URL like smtp://"],
    [{ SMTP_URL: "http://user:hunter2@example.com" }, "«hidden»"],
    [{ MAIL_FROM: "nobody" }, "MAIL_FROM must be an address like"],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL must be one of trace, debug"],
    [
      { BATCHROUTER_FAILPOINT: "after_lane_answer:kill" },
      "BATCHROUTER_FAILPOINT is for builds for tests alone",
    ],
    [{ BATCHROUTER_RATE_LIMIT: "-1" }, "BATCHROUTER_RATE_LIMIT must be a whole number"],
    [
      { BATCHROUTER_MODE: "local", HOST: "0.0.0.0" },
      'BATCHROUTER_MODE=local on "0.0.0.0" shows its mailbox and its reset',
    ],
    [{ ...hosted, SMTP_URL: "" }, "SMTP_URL is needed in hosted mode"],
    [{ ...hosted, PUBLIC_URL: "" }, "PUBLIC_URL is needed in hosted mode"],
  ])("%j", (environment, sentence) => {
    expect(() => readConfig(environment)).toThrow(ConfigMistake);
    expect(() => readConfig(environment)).toThrow(sentence);
  });

  test("several at once are all told", () => {
    expect(() => readConfig({ PORT: "x", LOG_LEVEL: "y" })).toThrow(/PORT[^]*LOG_LEVEL/);
  });
});

test("a local gateway that others reach says what they can do; one on loopback and a hosted one say nothing", () => {
  const lan = { HOST: "0.0.0.0", BATCHROUTER_MODE: "local", BATCHROUTER_ALLOWED_HOSTS: "10.0.0.7" };
  expect(networkWarning(readConfig(lan))).toMatch(/0\.0\.0\.0.*mailbox.*empty the gateway/);
  expect(networkWarning(readConfig({ HOST: "[::1]" }))).toBeNull();
  expect(networkWarning(readConfig(hosted))).toBeNull();
});

describe("a process that shares the work with others", () => {
  const shared = {
    DATABASE_URL: "postgres://gateway@127.0.0.1/gateway",
    BATCHROUTER_DATA_DIR: "/srv/batchrouter",
    BATCHROUTER_SECRET_KEY: "ab".repeat(32),
    PUBLIC_URL: "http://127.0.0.1:8787",
    BATCHROUTER_MODE: "local",
  };

  test("does all there is to do unless it is told its part", () => {
    expect(readConfig({}).role).toBe("all");
    for (const role of ["api", "worker"])
      expect(readConfig({ ...shared, BATCHROUTER_ROLE: role }).role).toBe(role);
    expect(() => readConfig({ BATCHROUTER_ROLE: "both" })).toThrow(
      "BATCHROUTER_ROLE must be one of all, api, worker",
    );
  });

  test.each([
    ["DATABASE_URL", "api"],
    ["BATCHROUTER_DATA_DIR", "api"],
    ["BATCHROUTER_SECRET_KEY", "api"],
    ["PUBLIC_URL", "api"],
    ["BATCHROUTER_SECRET_KEY", "worker"],
    ["BATCHROUTER_MODE", "worker"],
  ])("is refused without %s as %s, in a sentence that says what would do", (missing, role) => {
    const environment = { ...shared, [missing]: undefined, BATCHROUTER_ROLE: role };
    expect(() => readConfig(environment)).toThrow(
      new RegExp(`^[A-Z_ or]*${missing} is needed with BATCHROUTER_ROLE=${role}: [^\n]*\\.$`),
    );
  });

  test("needs no folder where it has a bucket, and as a worker no mail server", () => {
    const { BATCHROUTER_DATA_DIR: _, ...rest } = shared;
    const worker = {
      ...rest,
      BATCHROUTER_STORAGE: "s3://batches",
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
      BATCHROUTER_MODE: "hosted",
      BATCHROUTER_ROLE: "worker",
    };
    expect(readConfig(worker)).toMatchObject({ mode: "hosted", role: "worker", smtpUrl: null });
  });

  test("takes its key in hexadecimal and in base64, and never shows one that it cannot use", () => {
    const key = Buffer.alloc(32, 0xab);
    for (const encoding of ["hex", "base64", "base64url"] as const) {
      const config = readConfig({ BATCHROUTER_SECRET_KEY: key.toString(encoding) });
      expect(Buffer.from(config.secretKey ?? [])).toEqual(key);
    }
    const tooShort = key.toString("hex").slice(2);
    expect(() => readConfig({ BATCHROUTER_SECRET_KEY: tooShort })).toThrow(
      /^BATCHROUTER_SECRET_KEY must be 32 random bytes .*«hidden»/,
    );
  });
});
