import { readConfig } from "#gateway/config.ts";
import { createTestApp, type TestApp } from "#gateway/test-app.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "#gateway/database/sql.ts";
import type { MetricsAccess } from "./metrics-route.ts";

let gateway: TestApp;
beforeAll(async () => {
  gateway = await createTestApp();
});
afterAll(() => gateway.close());

/** On the one database of this file: it is who may ask that differs. */
async function ask(metricsAccess: MetricsAccess, authorization?: string) {
  const { database } = gateway;
  const other = await createTestApp({ database, config: { metricsAccess } });
  const headers = authorization === undefined ? {} : { authorization };
  const { status } = await other.fetch("/metrics", { headers });
  await other.close();
  return status;
}

const token = "a-token-of-some-length";

test("without a token the metrics are open on loopback and nowhere else", async () => {
  expect(await ask({ token: null, isOpen: true })).toBe(200);
  expect(await ask({ token: null, isOpen: false })).toBe(404);
});

test("only a local gateway on loopback has them open", () => {
  const isOpen = (environment: Record<string, string>) =>
    readConfig(environment).metricsAccess.isOpen;
  expect(isOpen({})).toBe(true);
  const onNetwork = { HOST: "0.0.0.0", BATCHROUTER_ALLOWED_HOSTS: "10.0.0.7" };
  expect(isOpen({ ...onNetwork, BATCHROUTER_MODE: "local" })).toBe(false);
  const hosted = { SMTP_URL: "smtp://mail.example.com", PUBLIC_URL: "https://api.example.com" };
  expect(isOpen({ ...hosted, BATCHROUTER_MODE: "hosted" })).toBe(false);
});

test("with a token they are for whoever has it, on loopback too", async () => {
  expect(await ask({ token, isOpen: true })).toBe(401);
  expect(await ask({ token, isOpen: false }, `Bearer ${token}x`)).toBe(401);
  expect(await ask({ token, isOpen: false }, `Bearer ${token}`)).toBe(200);
});

test("a busy database keeps no scrape waiting, and many scrapes ask it once", async () => {
  const { database, fetch } = gateway;
  let free = (): void => undefined;
  const held = new Promise<void>((resolve) => (free = resolve));
  let tell = (): void => undefined;
  const isBusy = new Promise<void>((resolve) => (tell = resolve));
  const transaction = database.transaction(async (tx) => {
    await tx.query(sql`lock table jobs in access exclusive mode`);
    tell();
    await held;
  });
  await isBusy;
  const startedAt = performance.now();
  const answers = await Promise.all(Array.from({ length: 20 }, () => fetch("/metrics")));
  const tookMs = performance.now() - startedAt;
  free();
  await transaction;
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(tookMs).toBeLessThan(2_500);
  const text = await answers[0]?.text();
  expect(text).toMatch(/batchrouter_database_operations_in_progress\{operation="query"\} 1\n/);
});
