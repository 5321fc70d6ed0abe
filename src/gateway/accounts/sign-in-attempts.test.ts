import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { contract } from "#contract/index.ts";
import { sql } from "../database/sql.ts";
import { createTestApp, type TestApp } from "../test-app.ts";
import { networkOf } from "./network-of.ts";

const { accounts } = contract;
const OWNER = { agent_name: "Ada", email: "ada@example.com", password: "correct horse battery" };
const NOBODY = "nobody@example.com";
const [HOME, ELSEWHERE] = ["198.51.100.7", "203.0.113.9"];

let gateway: TestApp;
beforeAll(async () => void (gateway = await createTestApp({ config: { trustsProxy: true } })));
beforeEach(async () => {
  await gateway.reset();
  await gateway.registerAndVerify(OWNER);
});
afterAll(() => gateway.close());

async function attempt(
  network: string,
  password = "a wrong password",
  email = OWNER.email,
): Promise<{ status: number; waitSeconds: number | null }> {
  const answer = await gateway.fetch(accounts.signIn.path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": network },
    body: JSON.stringify({ email, password }),
  });
  const retryAfter = answer.headers.get("retry-after");
  return { status: answer.status, waitSeconds: retryAfter === null ? null : Number(retryAfter) };
}

/** Guesses as fast as the gateway lets it, and gives the waits between. */
async function guess(times: number, network: string, email = OWNER.email): Promise<number[]> {
  const waits: number[] = [];
  while (waits.length < times) {
    const { status, waitSeconds } = await attempt(network, "a wrong password", email);
    if (status === 401) waits.push(0);
    else {
      waits[waits.length - 1] = waitSeconds ?? Number.NaN;
      gateway.advance((waitSeconds ?? 0) * 1_000);
    }
  }
  return waits;
}

const siege = (network: string) => Promise.all([1, 2, 3, 4, 5].map(() => attempt(network)));

test("each wrong password after the fifth doubles the wait, up to a quarter of an hour, account or not", async () => {
  const waits = [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 0];
  expect(await guess(waits.length, HOME)).toEqual(waits);
  await gateway.reset();
  expect(await guess(waits.length, HOME, NOBODY)).toEqual(waits);
});

test("attempts at once cannot all be the first", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => attempt(HOME)));
  const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
  expect(count(401)).toBeLessThanOrEqual(5);
  // A database that is too slow to answer refuses an attempt as well.
  expect(count(429) + count(503)).toBeGreaterThanOrEqual(15);
});

describe("the owner gets in with the right password", () => {
  test("from another network at once, whatever goes on elsewhere", async () => {
    await guess(12, HOME);
    expect((await attempt(HOME, OWNER.password)).status).toBe(429);
    expect((await attempt(ELSEWHERE, OWNER.password)).status).toBe(200);
  });

  test("from the same network after the wait, which knocking does not lengthen; the count is gone then", async () => {
    await siege(HOME);
    for (let knock = 0; knock < 5; knock += 1)
      expect(await attempt(HOME, OWNER.password)).toEqual({ status: 429, waitSeconds: 1 });
    gateway.advance(1_000);
    expect((await attempt(HOME, OWNER.password)).status).toBe(200);
    expect(await guess(5, HOME)).toEqual([0, 0, 0, 0, 0]);
  });

  test("from a network that has not failed, while a hundred others guess, of which each has one guess", async () => {
    for (let at = 0; at < 20; at += 1) await siege(`192.0.2.${at}`);
    expect(await guess(4, ELSEWHERE)).toEqual([60, 120, 240, 0]);
    expect((await attempt("198.51.100.200", OWNER.password)).status).toBe(200);
  });

  test("after a new password by mail from everywhere", async () => {
    await siege(HOME);
    await gateway.request(accounts.requestPasswordReset, { body: { email: OWNER.email } });
    const body = { token: await gateway.mailedToken(OWNER.email), password: "another password" };
    await gateway.request(accounts.confirmPasswordReset, { body });
    expect((await attempt(HOME, body.password)).status).toBe(200);
  });
});

test("what failed an hour ago is forgotten, and swept", async () => {
  await siege(HOME);
  gateway.advance(3_600_001);
  expect(await guess(5, HOME)).toEqual([0, 0, 0, 0, 0]);
  gateway.advance(3_600_001);
  await gateway.runJobs();
  expect(await gateway.database.query(sql`select failures from sign_in_attempts`)).toEqual([]);
});

test("neither addresses nor networks are stored with what failed", async () => {
  await attempt(HOME);
  const text = JSON.stringify(await gateway.database.query(sql`select * from sign_in_attempts`));
  expect(text).not.toContain(HOME);
  expect(text).not.toContain(OWNER.email);
});

test("an IPv6 network is one, however its addresses are written; IPv4 addresses are their own", () => {
  const written = ["2001:db8:0:7::1", "2001:0DB8:0000:0007:ffff::", "2001:db8::7:1:2:3:4%eth0"];
  expect(new Set(written.map(networkOf))).toEqual(new Set(["2001:db8:0:7::/64"]));
  expect(networkOf("2001:db8:0:8::1")).not.toBe(networkOf("2001:db8:0:7::1"));
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
  expect(["192.0.2.1", "::ffff:192.0.2.1", "unknown"].map(networkOf)).toEqual([
    "192.0.2.1",
    "192.0.2.1",
    "unknown",
  ]);
});
