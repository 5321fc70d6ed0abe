import { type CreateApiKeyBody, isWellFormedApiKey } from "#contract/api-keys.ts";
import { contract } from "#contract/index.ts";
import { newId } from "#contract/primitives.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type * as z from "zod/mini";
import { createTestApp, type TestApp } from "../test-app.ts";

const { apiKeys, accounts, batches, quotes } = contract;
let gateway: TestApp;
let session: string;
beforeAll(async () => void (gateway = await createTestApp()));
beforeEach(async () => {
  await gateway.reset();
  session = (await gateway.registerAndVerify()).session_token;
});
afterAll(() => gateway.close());

const HOUR_MS = 3_600_000;
const create = (body: z.input<typeof CreateApiKeyBody>) =>
  gateway.request(apiKeys.create, { body }, { as: session });
const list = async () => (await gateway.request(apiKeys.list, {}, { as: session })).data;
const use = (as: string) => gateway.request(accounts.get, {}, { as });
const refused = { code: "invalid_api_key", status: 401 };

test("a key is shown whole once, has a checksum, and may do everything unless told otherwise", async () => {
  const created = await create({ label: "prod-agent-key" });
  expect(isWellFormedApiKey(created.api_key)).toBe(true);
  expect(created).toMatchObject({
    label: "prod-agent-key",
    permissions: ["quote", "submit", "read", "cancel"],
    expires_at: null,
  });
  const [listed] = await list();
  expect(listed).toMatchObject({
    api_key_id: created.api_key_id,
    prefix: created.api_key.slice(0, 12),
    last_four: created.api_key.slice(-4),
    last_used_at: null,
    revoked_at: null,
  });
  expect(JSON.stringify(listed)).not.toContain(created.api_key);
});

test("`name` is another name of the label, and one of them is needed", async () => {
  expect((await create({ name: "older client" })).label).toBe("older client");
  await expect(create({})).rejects.toMatchObject({
    issues: [{ path: "body.label", message: "Name the key" }],
  });
});

test("an expiry must lie ahead, and ends the key when it comes", async () => {
  await expect(create({ label: "a", expires_at: "2026-11-24T12:00:00Z" })).rejects.toMatchObject({
    issues: [{ path: "body.expires_at" }],
  });
  const { api_key, expires_at } = await create({ label: "a", expires_at: "2026-11-24T13:00:00Z" });
  expect(expires_at).toBe("2026-11-24T13:00:00.000Z");
  await use(api_key);
  gateway.advance(HOUR_MS);
  await expect(use(api_key)).rejects.toMatchObject(refused);
});

test("revoking holds at once, and the key stays in the list", async () => {
  const { api_key, api_key_id } = await create({ label: "a" });
  await use(api_key);
  await gateway.request(apiKeys.revoke, { params: { id: api_key_id } }, { as: session });
  await expect(use(api_key)).rejects.toMatchObject(refused);
  expect(await list()).toMatchObject([{ api_key_id, revoked_at: "2026-11-24T12:00:00.000Z" }]);
});

test("rotating gives another secret, and the old one holds for the 24 hours that were promised", async () => {
  const { api_key, api_key_id } = await create({ label: "a", permissions: ["read"] });
  const rotate = () =>
    gateway.request(apiKeys.rotate, { params: { id: api_key_id } }, { as: session });
  const second = await rotate();
  expect(second).toMatchObject({
    api_key_id,
    label: "a",
    permissions: ["read"],
    old_key_valid_until: "2026-11-25T12:00:00.000Z",
  });
  gateway.advance(12 * HOUR_MS);
  const third = await rotate();
  for (const secret of [api_key, second.api_key, third.api_key]) await use(secret);
  gateway.advance(12 * HOUR_MS);
  await expect(use(api_key)).rejects.toMatchObject(refused);
  await use(second.api_key);
  gateway.advance(12 * HOUR_MS);
  await expect(use(second.api_key)).rejects.toMatchObject(refused);
  await use(third.api_key);
});

test("a revoked key cannot be rotated, and revoking ends all its secrets", async () => {
  const { api_key, api_key_id } = await create({ label: "a" });
  const params = { id: api_key_id };
  const { api_key: rotated } = await gateway.request(apiKeys.rotate, { params }, { as: session });
  await gateway.request(apiKeys.revoke, { params }, { as: session });
  for (const secret of [api_key, rotated]) await expect(use(secret)).rejects.toMatchObject(refused);
  await expect(gateway.request(apiKeys.rotate, { params }, { as: session })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("the last use is noted, at most once a minute", async () => {
  const { api_key } = await create({ label: "a" });
  const lastUse = async () => (await list())[0]?.last_used_at;
  await use(api_key);
  expect(await lastUse()).toBe("2026-11-24T12:00:00.000Z");
  gateway.advance(59_000);
  await use(api_key);
  expect(await lastUse()).toBe("2026-11-24T12:00:00.000Z");
  gateway.advance(1_000);
  await use(api_key);
  expect(await lastUse()).toBe("2026-11-24T12:01:00.000Z");
});

test("another org's key is not there", async () => {
  const { api_key_id } = await create({ label: "a" });
  const other = (await gateway.registerAndVerify()).session_token;
  for (const id of [api_key_id, newId("apiKey")]) {
    for (const endpoint of [apiKeys.revoke, apiKeys.rotate]) {
      const call = gateway.request(endpoint, { params: { id } }, { as: other });
      await expect(call).rejects.toMatchObject({ code: "not_found", status: 404 });
    }
  }
  expect((await gateway.request(apiKeys.list, {}, { as: other })).data).toEqual([]);
});

test("the list is newest first, by pages", async () => {
  for (const label of ["a", "b", "c"]) {
    await create({ label });
    gateway.advance(1);
  }
  const first = await gateway.request(apiKeys.list, { query: { limit: 2 } }, { as: session });
  expect(first.data.map(({ label }) => label)).toEqual(["c", "b"]);
  const query = { limit: 2, cursor: first.next_cursor ?? "" };
  const second = await gateway.request(apiKeys.list, { query }, { as: session });
  expect(second).toMatchObject({ data: [{ label: "a" }], next_cursor: null });
});

const items = [
  {
    customer_item_id: "a",
    operation: "responses",
    model: "gpt-4o-mini",
    input: { messages: [{ role: "user", content: "Say hello." }] },
    max_output_tokens: 1_000,
  },
];

async function submit(as: string, idempotencyKey: string) {
  const { quote_id } = await gateway.request(quotes.createForModel, { body: { items } }, { as });
  const body = { quote_id, items };
  return gateway.request(batches.create, { body }, { as, idempotencyKey });
}

test("the list tells what each key has submitted: reserved while it runs, charged when it is settled", async () => {
  const { api_key } = await create({ label: "busy" });
  gateway.advance(1);
  await create({ label: "idle" });
  const { batch } = await submit(api_key, "spend-by-key-1");
  const nothing = { currency: "usd", amount: "0.000000" };
  const idle = { batches: 0, charged: nothing, reserved: nothing };
  const reserved = batch.pricing_estimate.total;
  expect((await list()).map(({ spend }) => spend)).toEqual([
    idle,
    { batches: 1, charged: nothing, reserved },
  ]);
  await gateway.runJobs();
  const ended = await gateway.request(
    batches.get,
    { params: { id: batch.id }, query: {} },
    { as: api_key },
  );
  expect((await list())[1]?.spend).toEqual({ batches: 1, charged: ended.cost, reserved: nothing });
});

test("a spend cap holds over all that was submitted with the key, and for no other key", async () => {
  const spend_cap = { currency: "usd" as const, amount: "0.000500" };
  const { api_key } = await create({ label: "capped", spend_cap });
  await submit(api_key, "capped-key-1");
  await expect(submit(api_key, "capped-key-2")).rejects.toMatchObject({
    code: "spend_cap_exceeded",
    status: 402,
  });
  gateway.advance(1);
  const { api_key: free } = await create({ label: "free" });
  await submit(free, "capped-key-3");
  expect((await list()).map((key) => key.spend_cap)).toEqual([null, spend_cap]);
  for (const amount of ["0.000000", "much"]) {
    const cap = { currency: "usd" as const, amount };
    await expect(create({ label: "a", spend_cap: cap })).rejects.toMatchObject({ status: 400 });
  }
});
