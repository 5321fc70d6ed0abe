import type { Contract } from "#contract/index.ts";
import { newId } from "#contract/primitives.ts";
import { DELIVERY_ATTEMPTS } from "#contract/webhook-events.ts";
import { DISABLE_AFTER_FAILED_DELIVERIES } from "#contract/webhooks.ts";
import { expect, test } from "vitest";
import { retryWaitMs } from "./retry-schedule.ts";
import { call } from "./test-webhooks.ts";
import {
  emit,
  emitted,
  orgId,
  put,
  receiving,
  redeliver,
  useTestWebhooks,
  webhooks,
} from "./webhook-suite.ts";

type Endpoints = Contract["webhooks"];

useTestWebhooks();

const get = () => call<Endpoints["get"]>(webhooks.database, webhooks.handlers.get, orgId);
const sendTest = () => call<Endpoints["test"]>(webhooks.database, webhooks.handlers.test, orgId);

/** Has an event use up all its attempts on whatever the receiver answers. */
async function exhaust(): Promise<void> {
  await emit(newId("batch"));
  await webhooks.advance(0);
  for (let attempt = 1; attempt < DELIVERY_ATTEMPTS; attempt += 1)
    await webhooks.advance(retryWaitMs(attempt, null, () => 0) ?? 0);
}

test("a 410 disables the endpoint, later events fail unsent and say so, and a PUT has them sent again", async () => {
  const receiver = await receiving(410, 200);
  await put({ url: receiver.url });
  await emit(newId("batch"));
  await webhooks.advance(0);
  expect((await get())?.disabled).toEqual({ at: webhooks.now().toISOString(), reason: "gone" });

  // Ids of one millisecond are in no order, and the clock here stands still by itself.
  await webhooks.advance(1);
  await emit(newId("batch"));
  await webhooks.advance(0);
  expect(receiver.receipts).toHaveLength(1);
  const [unsent] = await webhooks.deliveries(orgId);
  expect(unsent).toMatchObject({
    status: "failed",
    attempts: [{ status_code: null, error: { code: "endpoint_disabled" } }],
  });
  await expect(sendTest()).rejects.toMatchObject({ code: "conflict" });
  await expect(redeliver(unsent?.id ?? "")).rejects.toMatchObject({ code: "conflict" });

  const enabled = await put({ url: receiver.url });
  expect(enabled.disabled).toBeNull();
  await redeliver(unsent?.id ?? "");
  await webhooks.advance(0);
  expect(receiver.receipts).toHaveLength(2);
});

test("deliveries in a row that use up their attempts disable the endpoint; one that arrives begins the count anew", async () => {
  const receiver = await receiving(
    // All attempts of one delivery fewer than it takes, then one that arrives.
    ...Array.from({ length: DELIVERY_ATTEMPTS * (DISABLE_AFTER_FAILED_DELIVERIES - 1) }, () => 500),
    200,
    500,
  );
  await put({ url: receiver.url });
  for (let failed = 1; failed < DISABLE_AFTER_FAILED_DELIVERIES; failed += 1) await exhaust();
  await emit(newId("batch"));
  await webhooks.advance(0);
  for (let failed = 1; failed < DISABLE_AFTER_FAILED_DELIVERIES; failed += 1) await exhaust();
  expect((await get())?.disabled).toBeNull();
  await exhaust();
  expect((await get())?.disabled).toMatchObject({ reason: "failing" });
});

test("a batch's own webhook is not disabled, nor does it disable the endpoint of the org", async () => {
  const receiver = await receiving(410);
  await put({ url: receiver.url });
  await emitted(receiver.url);
  await webhooks.advance(0);
  expect((await get())?.disabled).toBeNull();
});
