import { describe, expect, test } from "vitest";
import type { Contract } from "#contract/index.ts";
import { newId } from "#contract/primitives.ts";
import { call, type Receipt } from "./test-webhooks.ts";
import {
  changeOrg,
  emit,
  hexOf,
  hour,
  orgId,
  put,
  receiving,
  redeliver,
  rotate,
  verifies,
  webhooks,
  useTestWebhooks,
} from "./webhook-suite.ts";

type Endpoints = Contract["webhooks"];

useTestWebhooks();

const get = () => call<Endpoints["get"]>(webhooks.database, webhooks.handlers.get, orgId);

describe("the default endpoint", () => {
  test("shows a made secret once, and keeps it when only the URL changes", async () => {
    const receiver = await receiving(200);
    const made = await put({ url: "https://example.com/hook" });
    expect(made.secret).toMatch(/^whsec_/);
    const changed = await put({ url: receiver.url, events: ["batch.completed"] });
    expect(changed).not.toHaveProperty("secret");
    expect(changed).toMatchObject({
      url: receiver.url,
      events: ["batch.completed"],
      previous_secret_valid_until: null,
    });
    await emit(newId("batch"));
    await webhooks.advance(0);
    expect(verifies(made.secret ?? "", receiver.receipts[0] as Receipt)).toBe(true);
  });

  test("set by several at the same time gets one secret, which one of them is shown", async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, at) => put({ url: `https://example.com/hook/${at}` })),
    );
    const shown = answers.flatMap(({ secret }) => secret ?? []);
    expect(shown).toHaveLength(1);
    const receiver = await receiving(200);
    await put({ url: receiver.url });
    await emit(newId("batch"));
    await webhooks.advance(0);
    expect(verifies(shown[0] ?? "", receiver.receipts[0] as Receipt)).toBe(true);
  });

  test("signs with both secrets for 24 hours after a rotation, the hex header with the new one", async () => {
    const receiver = await receiving(200);
    const old = (await put({ url: receiver.url })).secret ?? "";
    const rotated = await rotate();
    const fresh = rotated.secret ?? "";
    expect(Date.parse(rotated.previous_secret_valid_until ?? "")).toBe(
      webhooks.now().getTime() + 24 * hour,
    );
    await webhooks.advance(24 * hour - 1);
    await emit(newId("batch"));
    await webhooks.advance(0);
    await webhooks.advance(1);
    await emit(newId("batch"));
    await webhooks.advance(0);
    const [during, after] = receiver.receipts as [Receipt, Receipt];
    expect(String(during.headers["webhook-signature"]).split(" ")).toHaveLength(2);
    expect(during.headers["x-batchrouter-signature"]).toBe(hexOf(fresh, during.body));
    expect(String(after.headers["webhook-signature"]).split(" ")).toHaveLength(1);
    expect([verifies(old, during), verifies(fresh, during)]).toEqual([true, true]);
    expect([verifies(old, after), verifies(fresh, after)]).toEqual([false, true]);
  });

  test("is gone once it is deleted, what was pending fails, and it can be set again", async () => {
    const receiver = await receiving(500, 200);
    await put({ url: receiver.url });
    await emit(newId("batch"));
    await webhooks.advance(0);
    await call<Endpoints["delete"]>(webhooks.database, webhooks.handlers.delete, orgId);
    expect(await get()).toBeNull();
    await expect(rotate()).rejects.toMatchObject({ code: "not_found" });
    await webhooks.advance(hour);
    const [failed] = await webhooks.deliveries(orgId);
    expect(failed).toMatchObject({ status: "failed" });
    expect(failed?.attempts.at(-1)?.error?.code).toBe("webhook_removed");
    await expect(redeliver(failed?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
    expect((await put({ url: receiver.url })).secret).toMatch(/^whsec_/);
    await redeliver(failed?.id ?? "");
    await webhooks.advance(0);
    expect(await webhooks.deliveries(orgId)).toMatchObject([{ status: "delivered" }]);
  });

  test("sends a signed test event that is marked as one", async () => {
    const receiver = await receiving(200);
    const secret = (await put({ url: receiver.url, events: ["batch.failed"] })).secret ?? "";
    const { delivery } = await call<Endpoints["test"]>(
      webhooks.database,
      webhooks.handlers.test,
      orgId,
    );
    expect(delivery).toMatchObject({ status: "pending", attempts: [], type: "batch.failed" });
    await webhooks.advance(0);
    const [receipt] = receiver.receipts as [Receipt];
    expect(verifies(secret, receipt)).toBe(true);
    expect(JSON.parse(receipt.body.toString())).toMatchObject({
      id: delivery.event_id,
      test: true,
    });
  });

  test("belongs to one org alone", async () => {
    await put({ url: "https://example.com/hook" });
    changeOrg();
    expect(await get()).toBeNull();
  });
});
