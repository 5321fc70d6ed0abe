import { contract } from "#contract/index.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApp, type TestApp } from "../test-app.ts";

let gateway: TestApp;
const rateLimits = { principal: 3, address: 4, sign_in: 2, account: 0 };
beforeAll(async () => {
  gateway = await createTestApp({ config: { mode: "hosted", trustsProxy: true, rateLimits } });
});
afterAll(() => gateway.close());

const from = (address: string, init: RequestInit = {}) => ({
  ...init,
  headers: { "x-forwarded-for": `10.0.0.1, ${address}`, "content-type": "application/json" },
});
const signIn = {
  method: "POST",
  body: JSON.stringify({ email: "a@example.com", password: "12345678" }),
};

test("the local aids are not there", async () => {
  const answers = await Promise.all(
    ["/local/mailbox", "/local/sandbox", "/local/forward/test/v1/health"].map((path) =>
      gateway.fetch(path, from("1.1.1.1")),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
});

test("any host name is served: there is a proxy in front", async () => {
  const answer = await gateway.fetch("/v1/health", {
    headers: { host: "api.example.com", "x-forwarded-for": "9.9.9.9" },
  });
  expect(answer.status).toBe(200);
});

test("an address that signs in too often waits for the seconds that Retry-After names, and others do not", async () => {
  const statuses = [];
  for (const address of ["2.2.2.2", "2.2.2.2", "2.2.2.2", "3.3.3.3"]) {
    statuses.push((await gateway.fetch("/v1/auth/sessions", from(address, signIn))).status);
  }
  expect(statuses).toEqual([401, 401, 429, 401]);
  gateway.advance(20_000);
  const refused = await gateway.fetch("/v1/auth/sessions", from("2.2.2.2", signIn));
  expect(refused.headers.get("retry-after")).toBe("40");
  expect(refused.headers.get("ratelimit")).toBe('"sign_in";r=0;t=40');
  expect(refused.headers.get("ratelimit-policy")).toBe('"sign_in";q=2;w=60');
  expect((await refused.json()).error.code).toBe("rate_limited");
  gateway.advance(40_000);
  expect((await gateway.fetch("/v1/auth/sessions", from("2.2.2.2", signIn))).status).toBe(401);
});

test("guessing at keys is counted by address", async () => {
  const guess = () =>
    gateway.fetch("/v1/auth/account", {
      headers: { authorization: "Bearer ob_live_x", "x-forwarded-for": "4.4.4.4" },
    });
  const statuses = [];
  for (let attempt = 0; attempt < 3; attempt += 1) statuses.push((await guess()).status);
  expect(statuses).toEqual([401, 401, 429]);
});

test("good answers say how much of the minute is left", async () => {
  const answer = await gateway.fetch("/v1/catalog/models", from("5.5.5.5"));
  expect(answer.headers.get("ratelimit")).toBe('"address";r=3;t=60');
});

test("one email address is asked about so often a minute, from wherever", async () => {
  const strict = await createTestApp({
    database: gateway.database,
    config: { rateLimits: { principal: 0, address: 0, sign_in: 0, account: 2 } },
  });
  const ask = (email: string) =>
    strict.request(contract.accounts.requestPasswordReset, { body: { email } });
  await ask("ada@example.com");
  await ask("ADA@example.com");
  await expect(ask("ada@example.com")).rejects.toMatchObject({
    code: "rate_limited",
    retryAfterMs: 60_000,
  });
  await expect(ask("bob@example.com")).resolves.toBeDefined();
  await strict.close();
});

test("a gateway that is reached by https says that it is reached by nothing else", async () => {
  const [hosted, local] = [
    await createTestApp({
      database: gateway.database,
      config: { mode: "hosted", publicUrl: "https://batchrouter.example.com" },
    }),
    await createTestApp({ database: gateway.database }),
  ];
  for (const path of ["/v1/health", "/v1/nothing", "/local/mailbox"]) {
    const answer = await hosted.fetch(path);
    expect(answer.headers.get("strict-transport-security")).toBe(
      "max-age=31536000; includeSubDomains",
    );
  }
  const plain = await local.fetch("/v1/health");
  expect(plain.headers.has("strict-transport-security")).toBe(false);
  await Promise.all([hosted.close(), local.close()]);
});
