import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { newId } from "#contract/primitives.ts";
import { sql } from "../database/sql.ts";
import { retryWaitMs } from "./retry-schedule.ts";
import { openReceiver, type Receipt } from "./test-webhooks.ts";
import {
  attach,
  emit,
  emitted,
  hexOf,
  hour,
  orgId,
  receivers,
  receiving,
  verifies,
  webhooks,
  useTestWebhooks,
} from "./webhook-suite.ts";

useTestWebhooks();

function promiseWithResolve() {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe("a delivery", () => {
  test("sends the fixed bytes with both signatures, and both kinds of receiver verify them", async () => {
    const receiver = await receiving(200);
    const { batchId, secret } = await emitted(receiver.url);
    await webhooks.advance(0);
    expect(receiver.receipts).toHaveLength(1);
    const [receipt] = receiver.receipts as [Receipt];
    expect(verifies(secret, receipt)).toBe(true);
    expect(receipt.headers["x-batchrouter-signature"]).toBe(hexOf(secret, receipt.body));
    expect(receipt.headers["content-type"]).toBe("application/json");
    const [delivery] = await webhooks.deliveries(orgId);
    expect(delivery).toMatchObject({
      status: "delivered",
      batch_id: batchId,
      next_attempt_at: null,
    });
    expect(delivery?.attempts).toMatchObject([
      { number: 1, status_code: 200, response_body: "answer 1", error: null },
    ]);
    expect(receipt.body.toString()).toBe(delivery?.body);
    expect(JSON.parse(receipt.body.toString())).toEqual({
      id: delivery?.event_id,
      type: "batch.completed",
      event: "batch.completed",
      created: webhooks.now().getTime() / 1_000,
      batch_id: batchId,
      output_file_url: "https://files.test/o",
      error_file_url: null,
      data: { batch_id: batchId, status: "completed", note: "żółć 👋 \u2028" },
    });
    expect(receipt.headers["webhook-id"]).toBe(delivery?.event_id);
  });

  test("is verified with a secret of the caller's own, which is not told back", async () => {
    const receiver = await receiving(200);
    const secret = "my very own secret";
    const attached = await attach({ url: receiver.url, secret });
    expect(attached).not.toHaveProperty("secret");
    await emitted(receiver.url, { secret });
    await webhooks.advance(0);
    const [receipt] = receiver.receipts as [Receipt];
    expect(receipt.headers["x-batchrouter-signature"]).toBe(hexOf(secret, receipt.body));
    expect(verifies(Buffer.from(secret).toString("base64"), receipt)).toBe(true);
  });

  test("is tried again after a failure, with the same id and bytes and the time of the new attempt", async () => {
    const receiver = await receiving(500, 200);
    const { secret } = await emitted(receiver.url);
    await webhooks.advance(0);
    const [pending] = await webhooks.deliveries(orgId);
    const waitMs = retryWaitMs(1, null, () => 0) ?? 0;
    expect(pending).toMatchObject({
      status: "pending",
      next_attempt_at: new Date(webhooks.now().getTime() + waitMs).toISOString(),
    });
    await webhooks.advance(waitMs - 1);
    expect(receiver.receipts).toHaveLength(1);
    await webhooks.advance(1);
    const [first, second] = receiver.receipts as [Receipt, Receipt];
    expect(second.body.equals(first.body)).toBe(true);
    expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
    expect(Number(second.headers["webhook-timestamp"])).toBeGreaterThan(
      Number(first.headers["webhook-timestamp"]),
    );
    expect(verifies(secret, second)).toBe(true);
    const [delivered] = await webhooks.deliveries(orgId);
    expect(delivered).toMatchObject({ status: "delivered", next_attempt_at: null });
    expect(delivered?.attempts.map(({ number, status_code }) => [number, status_code])).toEqual([
      [1, 500],
      [2, 200],
    ]);
  });

  test("fails for good after nine attempts within 24 hours", async () => {
    const receiver = await receiving(503);
    await emitted(receiver.url);
    await webhooks.advance(0);
    const started = webhooks.now().getTime();
    for (let attempt = 1; attempt <= 8; attempt += 1)
      await webhooks.advance(retryWaitMs(attempt, null, () => 0) ?? 0);
    expect(webhooks.now().getTime() - started).toBeLessThanOrEqual(24 * hour + 10);
    const [delivery] = await webhooks.deliveries(orgId);
    expect(delivery).toMatchObject({ status: "failed", next_attempt_at: null });
    expect(delivery?.attempts).toHaveLength(9);
    await webhooks.advance(48 * hour);
    expect(receiver.receipts).toHaveLength(9);
  });

  test("stops at 410", async () => {
    const receiver = await receiving(410);
    await emitted(receiver.url);
    await webhooks.advance(0);
    await webhooks.advance(48 * hour);
    expect(receiver.receipts).toHaveLength(1);
    expect(await webhooks.deliveries(orgId)).toMatchObject([
      { status: "gone", next_attempt_at: null },
    ]);
  });

  test("does not follow a redirect and tries again", async () => {
    const target = await receiving(200);
    const receiver = await openReceiver((response) =>
      response.writeHead(307, { location: target.url }).end(),
    );
    receivers.push(receiver);
    await emitted(receiver.url);
    await webhooks.advance(0);
    expect(target.receipts).toEqual([]);
    const [delivery] = await webhooks.deliveries(orgId);
    expect(delivery).toMatchObject({
      status: "pending",
      attempts: [{ status_code: 307, error: { code: "redirect" } }],
    });
  });

  test("counts silence and a broken connection as failures and names them", async () => {
    const silent = await openReceiver(() => undefined);
    const breaking = await openReceiver((response) => response.socket?.destroy());
    receivers.push(silent, breaking);
    await emitted(breaking.url);
    await webhooks.advance(0);
    webhooks.setPatience(200);
    await emitted(silent.url);
    await webhooks.advance(0);
    const errors = (await webhooks.deliveries(orgId)).map(({ url, status, attempts }) => [
      url,
      status,
      attempts.map(({ status_code, error }) => [status_code, error?.code]),
    ]);
    expect(errors).toHaveLength(2);
    expect(errors).toContainEqual([silent.url, "pending", [[null, "timeout"]]]);
    expect(errors).toContainEqual([breaking.url, "pending", [[null, "reset"]]]);
  });

  test("waits as long as Retry-After asks, up to an hour", async () => {
    const receiver = await openReceiver((response, number) =>
      response.writeHead(429, { "retry-after": number === 1 ? "120" : "90000" }).end(),
    );
    receivers.push(receiver);
    await emitted(receiver.url);
    await webhooks.advance(0);
    const waits: number[] = [];
    for (const stepMs of [120_000, 0]) {
      const [delivery] = await webhooks.deliveries(orgId);
      waits.push(Date.parse(delivery?.next_attempt_at ?? "") - webhooks.now().getTime());
      await webhooks.advance(stepMs);
    }
    expect(waits).toEqual([120_000, hour]);
  });

  test("is not tried again where the address is refused", async () => {
    await emitted("https://example.com/");
    await webhooks.database.query(sql`update webhooks set url = 'https://169.254.169.254/latest'`);
    await webhooks.advance(0);
    expect(await webhooks.deliveries(orgId)).toMatchObject([
      { status: "failed", attempts: [{ error: { code: "refused_address" } }] },
    ]);
  });

  test("ends as failed, and says so, when it can never be signed", async () => {
    const receiver = await receiving(200);
    const batchId = newId("batch");
    await attach({ url: receiver.url }, batchId);
    await webhooks.database.query(
      sql`update webhooks set sealed_secret = 'v1.AAAA' where batch_id = ${batchId}`,
    );
    await emit(batchId);
    await webhooks.advance(0);
    for (let attempt = 1; attempt <= 8; attempt += 1) await webhooks.advance(hour);
    expect(webhooks.failures.splice(0)).toHaveLength(8);
    expect(await webhooks.deliveries(orgId)).toMatchObject([
      {
        status: "failed",
        next_attempt_at: null,
        attempts: [{ error: { code: "internal_error" } }],
      },
    ]);
  });

  test("is kept once when a worker that had lost its lease comes back with an answer too", async () => {
    const held: ServerResponse[] = [];
    const { promise: hasBegun, resolve: begin } = promiseWithResolve();
    const receiver = await openReceiver((response, number) => {
      if (number === 1) {
        held.push(response);
        begin();
        return;
      }
      response.end("second");
      held.pop()?.end("first");
    });
    receivers.push(receiver);
    await emitted(receiver.url);
    await hasBegun;
    await webhooks.advance(hour);
    expect(webhooks.failures.splice(0)).toMatchObject([{ name: "LeaseLost" }]);
    expect(receiver.receipts.map(({ headers }) => headers["webhook-id"])).toHaveLength(2);
    const [delivery] = await webhooks.deliveries(orgId);
    expect(delivery).toMatchObject({
      status: "delivered",
      attempts: [{ number: 1, response_body: "second" }],
    });
  });

  test("keeps the first 2 kB of a long answer, without breaking a character", async () => {
    const receiver = await openReceiver((response) => response.end(`a${"ż".repeat(5_000)}`));
    receivers.push(receiver);
    await emitted(receiver.url);
    await webhooks.advance(0);
    const [delivery] = await webhooks.deliveries(orgId);
    expect(delivery).toMatchObject({ status: "delivered" });
    expect(delivery?.attempts[0]?.response_body).toBe(`a${"ż".repeat(1_023)}`);
  });
});
