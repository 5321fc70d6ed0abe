import { contract } from "#contract/index.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sql } from "../database/sql.ts";
import { createTestApp, type TestApp } from "../test-app.ts";

let gateway: TestApp;
let session: string;
beforeAll(async () => void (gateway = await createTestApp()));
beforeEach(async () => {
  await gateway.reset();
  session = (await gateway.registerAndVerify()).session_token;
});
afterAll(() => gateway.close());

const KEY = "create-key-0001";
function createKey(body: object, idempotencyKey: string, as = session): Promise<Response> {
  return gateway.fetch("/v1/auth/account/api-keys", {
    method: "POST",
    body: JSON.stringify(body),
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${as}`,
      "idempotency-key": idempotencyKey,
    },
  });
}
const keyCount = async (as = session) =>
  (await gateway.request(contract.apiKeys.list, {}, { as })).data.length;

test("the same key and payload get the first answer again, its secret included", async () => {
  const first = await createKey({ label: "a" }, KEY);
  const second = await createKey({ label: "a" }, KEY);
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(await second.text()).toBe(await first.text());
  expect([
    first.headers.get("idempotent-replayed"),
    second.headers.get("idempotent-replayed"),
  ]).toEqual([null, "true"]);
  expect(await keyCount()).toBe(1);
});

test("requests that come at once make one thing and get one answer", async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => createKey({ label: "a" }, KEY)),
  );
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  expect(new Set(texts).size).toBe(1);
  expect(answers.filter(({ headers }) => headers.get("idempotent-replayed") === null)).toHaveLength(
    1,
  );
  expect(await keyCount()).toBe(1);
});

test("the same key with another payload is refused and does nothing", async () => {
  await createKey({ label: "a" }, KEY);
  const other = await createKey({ label: "b" }, KEY);
  expect([other.status, (await other.json()).error.code]).toEqual([409, "idempotency_key_reused"]);
  expect(await keyCount()).toBe(1);
});

test("the same key on another path is refused", async () => {
  await createKey({ label: "a" }, KEY);
  const amount = { currency: "usd" as const, amount: "1" };
  const call = gateway.request(
    contract.local.addCredits,
    { body: { amount } },
    { as: session, idempotencyKey: KEY },
  );
  await expect(call).rejects.toMatchObject({ code: "idempotency_key_reused" });
});

test("each org has keys of its own", async () => {
  const other = (await gateway.registerAndVerify()).session_token;
  const mine = await createKey({ label: "a" }, KEY);
  const theirs = await createKey({ label: "a" }, KEY, other);
  expect(await theirs.text()).not.toBe(await mine.text());
  expect(await keyCount(other)).toBe(1);
});

test("strangers without an org do not meet either", async () => {
  const register = (email: string) =>
    gateway.request(
      contract.accounts.register,
      { body: { agent_name: "Ada", email, password: "correct horse battery" } },
      { idempotencyKey: "register-0001" },
    );
  expect(await register("ada@example.com")).toMatchObject({ email: "ada@example.com" });
  expect(await register("bob@example.com")).toMatchObject({ email: "bob@example.com" });
  await register("ada@example.com");
  const { data } = await gateway.request(contract.local.listMails, {
    query: { to: "ada@example.com" },
  });
  expect(data).toHaveLength(1);
});

test("a spent token's answer can be repeated by its key, so that a lost answer is no lost account", async () => {
  const body = { agent_name: "Ada", email: "ada@example.com", password: "correct horse battery" };
  await gateway.request(contract.accounts.register, { body });
  const token = await gateway.mailedToken(body.email);
  const verify = () =>
    gateway.request(
      contract.accounts.verifyEmail,
      { body: { token } },
      { idempotencyKey: "verify-0001" },
    );
  const first = await verify();
  expect(await verify()).toEqual(first);
});

test("a request that failed has not used its key up", async () => {
  const past = { label: "a", expires_at: "2020-01-01T00:00:00Z" };
  expect((await createKey(past, KEY)).status).toBe(400);
  expect((await createKey({ label: "a" }, KEY)).status).toBe(201);
});

test("the stored record gives neither the key nor the answer away", async () => {
  const answer = await (await createKey({ label: "a" }, KEY)).json();
  const rows = await gateway.database.query(
    sql`select idempotency_records::text as record from idempotency_records`,
  );
  const text = JSON.stringify(rows);
  expect(rows).toHaveLength(1);
  expect(text).not.toContain(KEY);
  expect(text).not.toContain(answer.api_key);
  expect(text).not.toContain(answer.api_key_id);
});

test("keys of the wrong length are refused", async () => {
  for (const key of ["short", "k".repeat(129)]) {
    const answer = await createKey({ label: "a" }, key);
    expect((await answer.json()).error.details.issues[0].path).toBe("headers.Idempotency-Key");
  }
});

test("where a key is required, a request without one is told so", async () => {
  const call = gateway.request(
    contract.batches.create,
    {
      body: { quote_id: "qlock_00000000000000000000", input_file_id: "file_00000000000000000000" },
    },
    { as: session },
  );
  await expect(call).rejects.toMatchObject({
    code: "invalid_request",
    issues: [{ path: "headers.Idempotency-Key" }],
  });
});

test("records are kept for 24 hours and then swept", async () => {
  await createKey({ label: "a" }, KEY);
  gateway.advance(24 * 3_600_000 - 1_000);
  await gateway.runJobs();
  expect((await createKey({ label: "a" }, KEY)).headers.get("idempotent-replayed")).toBe("true");
  gateway.advance(3_600_000);
  await gateway.runJobs();
  expect((await createKey({ label: "a" }, KEY)).headers.get("idempotent-replayed")).toBeNull();
});
