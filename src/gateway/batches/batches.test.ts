import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { getBatch, items, submit } from "#gateway/dispatch/test-batches.ts";
import { createTestDispatch, type TestDispatch } from "#gateway/dispatch/test-dispatch.ts";
import { getQuote } from "#gateway/quotes/quote-store.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

test("an accepted batch is pending, has its price reserved, and hands out a made secret this once", async () => {
  const org_id = await gateway.newOrg();
  const batch = await submit(gateway, org_id, items(3), {
    webhook: { url: "http://127.0.0.1:9/hook" },
    metadata: { team: "blue" },
  });
  expect(batch).toMatchObject({
    object: "batch",
    status: "pending",
    cancel_requested: false,
    item_count: 3,
    counts: { total: 3, completed: 0, failed: 0, cancelled: 0 },
    pricing_estimate: { basis: "items" },
    metadata: { team: "blue" },
    started_at: null,
    sla_deadline: "2026-11-25T12:00:00.000Z",
  });
  expect(batch.webhook?.secret).toMatch(/\S{20,}/);
  const again = await getBatch(gateway, org_id, batch.id);
  expect(again.webhook).toEqual({ url: "http://127.0.0.1:9/hook", events: batch.webhook?.events });
});

test("a term that differs from the quote is refused by name, and the quote stays open", async () => {
  const org_id = await gateway.newOrg();
  const list = items(1);
  const quote = await gateway.quote(org_id, { items: list });
  const create = (more: object) =>
    gateway.call(gateway.handlers.create, org_id, {
      body: { quote_id: quote.id, items: list, ...more },
    });
  await expect(create({ sla_tier: "flex", allowed_regions: ["eu"] })).rejects.toMatchObject({
    code: "invalid_request",
    details: {
      issues: [
        expect.objectContaining({ path: "body.sla_tier" }),
        expect.objectContaining({ path: "body.allowed_regions" }),
      ],
    },
  });
  await expect(
    create({ sla_tier: "standard", allowed_regions: ["global"] }),
  ).resolves.toBeDefined();
});

test("work that comes to more than the quote is refused with both figures, and nothing is kept", async () => {
  const org_id = await gateway.newOrg();
  const quote = await gateway.quote(org_id, { model: "gpt-4o-mini", estimated_items: 1 });
  const body = { quote_id: quote.id, items: items(40) };
  await expect(gateway.call(gateway.handlers.create, org_id, { body })).rejects.toMatchObject({
    code: "preflight_failed",
    details: { preflight: [expect.objectContaining({ code: "exceeds_quote" })] },
  });
  const { answer } = await gateway.call(gateway.handlers.list, org_id, { query: { limit: 10 } });
  expect(answer.data).toEqual([]);
});

test("a parent must be a batch of the same org", async () => {
  const org_id = await gateway.newOrg();
  const stranger = await gateway.newOrg();
  const parent = await submit(gateway, stranger, items(1));
  await expect(
    submit(gateway, org_id, items(1), { parent_batch_id: parent.id }),
  ).rejects.toMatchObject({ code: "not_found" });
  const own = await submit(gateway, org_id, items(1));
  expect(
    (await submit(gateway, org_id, items(1), { parent_batch_id: own.id })).parent_batch_id,
  ).toBe(own.id);
});

test("another org sees nothing of a batch", async () => {
  const org_id = await gateway.newOrg();
  const stranger = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(1));
  const { get, cancel, results, events, routeReceipts, billingReceipt, artifactUrl } =
    gateway.handlers;
  const query = { limit: 10, kind: "output" };
  for (const handler of [
    get,
    cancel,
    results,
    events,
    routeReceipts,
    billingReceipt,
    artifactUrl,
  ]) {
    const asked = gateway.call(handler as typeof get, stranger, { params: { id }, query }); // all take these parts
    await expect(asked).rejects.toMatchObject({ code: "not_found" });
  }
});

test("the version of a batch changes with what a client can see, and with nothing else", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(1));
  const versionOf = async () =>
    (await gateway.call(gateway.handlers.get, org_id, { params: { id } })).etag;
  const pending = await versionOf();
  gateway.advance(3_600_000);
  await submit(gateway, org_id, items(1));
  expect(await versionOf()).toBe(pending);
  await gateway.addWorker().whenIdle();
  const ended = await versionOf();
  expect(ended).not.toBe(pending);
  const first = await getBatch(gateway, org_id, id);
  gateway.advance(3_600_000);
  expect(await versionOf()).toBe(ended);
  expect(await getBatch(gateway, org_id, id)).toEqual(first);
  gateway.advance(24 * 3_600_000);
  expect(await versionOf()).not.toBe(ended);
});

test("lists are filtered by status, time and metadata, paged, and newest first", async () => {
  const org_id = await gateway.newOrg();
  const made: string[] = [];
  for (let at = 0; at < 5; at += 1) {
    made.unshift(
      (await submit(gateway, org_id, items(1), { metadata: { at: String(at), set: "a" } })).id,
    );
    gateway.advance(1_000);
  }
  const list = async (query: object) =>
    (await gateway.call(gateway.handlers.list, org_id, { query: { limit: 2, ...query } })).answer;
  const seen: string[] = [];
  for (let cursor: string | null | undefined = undefined; cursor !== null;) {
    const page: Awaited<ReturnType<typeof list>> = await list({ cursor });
    seen.push(...page.data.map((batch) => batch.id));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(made);
  const idsOf = async (query: object) => (await list(query)).data.map((batch) => batch.id);
  expect(await idsOf({ metadata: { at: "3" } })).toEqual([made[1]]);
  expect(await idsOf({ metadata: { at: "3", set: "b" } })).toEqual([]);
  expect(await idsOf({ created_after: "2026-11-24T12:00:03.500Z" })).toHaveLength(1);
  expect(await idsOf({ status: "completed" })).toEqual([]);
  expect(await idsOf({ status: "pending" })).toEqual(made.slice(0, 2));
});

test("credits that do not reach refuse the batch, and the quote stays open", async () => {
  const org_id = await gateway.newOrg();
  const list = items(6_000).map((item) => ({ ...item, max_output_tokens: 16_000 }));
  const quote = await gateway.quote(org_id, { items: list });
  const create = gateway.call(gateway.handlers.create, org_id, {
    body: { quote_id: quote.id, items: list },
  });
  await expect(create).rejects.toMatchObject({ code: "insufficient_credits" });
  expect(await getQuote(gateway.database, { quote_id: quote.id, org_id })).toMatchObject({
    batch_id: null,
  });
});
