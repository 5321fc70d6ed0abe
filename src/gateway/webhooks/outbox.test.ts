import { describe, expect, test } from "vitest";
import { newId } from "#contract/primitives.ts";
import { sql } from "../database/sql.ts";
import { type Receipt } from "./test-webhooks.ts";
import { attach, emit, orgId, put, receiving, webhooks, useTestWebhooks } from "./webhook-suite.ts";

useTestWebhooks();

describe("the outbox", () => {
  test("writes nothing when the caller's transaction is rolled back", async () => {
    const receiver = await receiving(200);
    const batchId = newId("batch");
    await attach({ url: receiver.url }, batchId);
    const failing = webhooks.database.transaction(async (tx) => {
      const event = { org_id: orgId, batch_id: batchId, run_id: null, fields: {}, data: {} };
      await webhooks.outbox.emit(tx, { ...event, type: "batch.completed" });
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    await webhooks.advance(0);
    expect(receiver.receipts).toEqual([]);
    expect(await webhooks.deliveries(orgId)).toEqual([]);
  });

  test("sends only the events that a webhook asks for: the ends, unless it names others", async () => {
    const plain = await receiving(200);
    const curious = await receiving(200);
    const [first, second] = [newId("batch"), newId("batch")];
    await attach({ url: plain.url }, first);
    await attach({ url: curious.url, events: ["batch.progress", "batch.progress"] }, second);
    for (const batchId of [first, second]) {
      await emit(batchId, "batch.progress");
      await emit(batchId, "batch.failed");
    }
    await webhooks.advance(0);
    const typesOf = (receipts: Receipt[]) =>
      receipts.map(({ body }) => JSON.parse(body.toString()).type);
    expect(typesOf(plain.receipts)).toEqual(["batch.failed"]);
    expect(typesOf(curious.receipts)).toEqual(["batch.progress"]);
  });

  test("sends to the batch's own webhook and not to the default one, which takes what has none", async () => {
    const own = await receiving(200);
    const fallback = await receiving(200);
    await put({ url: fallback.url });
    const [withOwn, without] = [newId("batch"), newId("batch")];
    await attach({ url: own.url }, withOwn);
    await emit(withOwn);
    await emit(without);
    await webhooks.advance(0);
    const batchesOf = (receipts: Receipt[]) =>
      receipts.map(({ body }) => JSON.parse(body.toString()).batch_id);
    expect([batchesOf(own.receipts), batchesOf(fallback.receipts)]).toEqual([[withOwn], [without]]);
    const described = await webhooks.outbox.describe(webhooks.database, [withOwn, without]);
    expect([...described.keys()]).toEqual([withOwn]);
    expect(described.get(withOwn)).toMatchObject({ url: own.url });
  });

  test("refuses a URL that nothing could be sent to, and takes the one of the product's page", async () => {
    await expect(attach({ url: "http://example.com/hook" })).rejects.toMatchObject({
      code: "invalid_request",
    });
    await expect(attach({ url: "https://10.0.0.1/hook" })).rejects.toMatchObject({
      details: { issues: [{ path: "body.webhook.url" }] },
    });
    const attached = await attach({ url: "https://your-endpoint.example.com/hook" });
    expect(attached.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });

  test("keeps secrets sealed", async () => {
    await attach({ url: "https://example.com/", secret: "open sesame 1234" });
    await put({ url: "https://example.com/", secret: "open sesame 5678" });
    const rows = await webhooks.database.query<{ sealed_secret: string }>(
      sql`select * from webhooks order by id`,
    );
    const text = JSON.stringify(rows, (_key, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    expect(text).not.toContain("sesame");
    expect(rows.map((row) => webhooks.secretBox.open(row.sealed_secret))).toEqual([
      "open sesame 1234",
      "open sesame 5678",
    ]);
  });
});
