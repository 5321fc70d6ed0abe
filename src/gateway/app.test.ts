import { contract } from "#contract/index.ts";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sql } from "./database/sql.ts";
import { createTestApp, type TestApp } from "./test-app.ts";

let gateway: TestApp;
beforeAll(async () => void (gateway = await createTestApp()));
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

const JSON_TYPE = { "Content-Type": "application/json" };

describe("the requests of the product's page, with only host, token and key put in", () => {
  const post = async (path: string, headers: Record<string, string>, body: string) => {
    const response = await gateway.fetch(path, { method: "POST", headers, body });
    return { status: response.status, body: await response.json() };
  };

  test("walk from an address to a quote and an agent run", async () => {
    const registered = await post(
      "/v1/auth/agent-register",
      JSON_TYPE,
      '{"agent_name":"my-agent","email":"agent@example.com","password":"..."}',
    );
    expect(registered).toMatchObject({ status: 201, body: { status: "verification_sent" } });

    const token = await gateway.mailedToken("agent@example.com");
    const verified = await post("/v1/auth/verify-email/confirm", JSON_TYPE, `{"token":"${token}"}`);
    expect(verified.status).toBe(200);

    const session = { Authorization: `Bearer ${verified.body.session_token}`, ...JSON_TYPE };
    const created = await post("/v1/auth/account/api-keys", session, '{"label":"prod-agent-key"}');
    expect(created).toMatchObject({ status: 201, body: { label: "prod-agent-key" } });

    const key = { Authorization: `Bearer ${created.body.api_key}`, ...JSON_TYPE };
    const quoted = await post(
      "/v1/quotes/model",
      key,
      '{"models":["gpt-4o-mini"],"routing_mode":"cheapest","estimated_items":1000}',
    );
    expect(quoted).toMatchObject({
      status: 201,
      body: { item_count: 1000, routing_mode: "cheapest" },
    });

    const run = await post(
      "/v1/workflows/agent-main-thread/runs",
      key,
      `{
        "input": { "messages": [ { "role": "user", "content": "..." } ] },
        "webhook": { "url": "https://your-endpoint.example.com/hook" }
      }`,
    );
    expect(run).toMatchObject({
      status: 202,
      body: { run: { workflow: "agent-main-thread@v1", status: "queued" } },
    });
  });
});

describe("health", () => {
  test("tells one start from another, and whether the gateway is going down", async () => {
    const other = await createTestApp({ database: gateway.database });
    const first = await gateway.request(contract.catalog.health, {});
    const second = await other.request(contract.catalog.health, {});
    expect(first).toMatchObject({ status: "ok", mode: "local", version: "0.0.0-test" });
    expect(second.instance_id).not.toBe(first.instance_id);

    await other.app.drain(0);
    expect(await other.request(contract.catalog.health, {})).toMatchObject({ status: "draining" });
    const refused = other.request(contract.accounts.resendVerification, {
      body: { email: "a@example.com" },
    });
    await expect(refused).rejects.toMatchObject({
      code: "overloaded",
      status: 503,
      retryAfterMs: 5_000,
    });
    await other.close();
  });
});

describe("starting anew", () => {
  test("empties every table, keeps the schema, and the gateway works on", async () => {
    const { session_token: as } = await gateway.registerAndVerify();
    await gateway.runJobs();
    await gateway.request(contract.local.reset, { body: { confirm: "reset" } });
    const old = gateway.request(contract.accounts.get, {}, { as });
    await expect(old).rejects.toMatchObject({ code: "session_expired" });
    expect(await gateway.request(contract.local.listMails, {})).toEqual({ data: [] });
    const [migrated] = await gateway.database.query<{ count: bigint }>(
      sql`select count(*) from schema_migrations`,
    );
    expect(Number(migrated?.count)).toBeGreaterThan(1);
    await gateway.registerAndVerify();
    await gateway.runJobs();
    expect(gateway.failures).toEqual([]);
  });

  test("needs the word", async () => {
    const answer = await gateway.fetch("/local/reset", {
      method: "POST",
      headers: JSON_TYPE,
      body: '{"confirm":"yes"}',
    });
    expect((await answer.json()).error.details.issues).toEqual([
      { path: "body.confirm", message: 'Expected "reset".' },
    ]);
  });
});

describe("topping up", () => {
  test("adds to the balance, by a sum above nothing", async () => {
    const { session_token: as } = await gateway.registerAndVerify();
    const add = (amount: string) =>
      gateway.request(
        contract.local.addCredits,
        { body: { amount: { currency: "usd", amount } } },
        { as },
      );
    expect(await add("12.5")).toEqual({ credit_balance: { currency: "usd", amount: "37.500000" } });
    for (const amount of ["0", "1000001"]) {
      await expect(add(amount)).rejects.toMatchObject({ issues: [{ path: "body.amount" }] });
    }
  });
});

describe("the document of the API", () => {
  test("is served to anybody, and costs a 304 when it is known", async () => {
    const answer = await gateway.fetch("/openapi.json");
    const document = await answer.json();
    expect(document).toMatchObject({
      openapi: "3.1.1",
      servers: [{ url: "http://127.0.0.1:8787" }],
    });
    expect(document.paths["/v1/auth/agent-register"].post).toBeDefined();
    const etag = answer.headers.get("etag") ?? "";
    expect(
      (await gateway.fetch("/openapi.json", { headers: { "if-none-match": etag } })).status,
    ).toBe(304);
  });
});

describe("the log", () => {
  test("has one line a request, with the route's pattern and without a secret", async () => {
    const lines: string[] = [];
    const logged = await createTestApp({
      database: gateway.database,
      log: pino({}, { write: (line: string) => void lines.push(line) }),
    });
    const { session_token } = await logged.registerAndVerify({ password: "hunter2 hunter2" });
    const { api_key } = await logged.createKey(session_token);
    await logged.fetch("/v1/batches/bat_00000000000000000000?include_billing_receipt=true", {
      headers: { authorization: `Bearer ${api_key}` },
    });
    const last = JSON.parse(lines.at(-1) ?? "");
    expect(lines).toHaveLength(5);
    expect(last).toMatchObject({
      method: "GET",
      route: "/v1/batches/{id}",
      status: 404,
      org_id: expect.stringMatching(/^org_/),
    });
    for (const secret of [session_token, api_key, "hunter2", "example.com"])
      expect(lines.join()).not.toContain(secret);
    await logged.close();
  });
});
