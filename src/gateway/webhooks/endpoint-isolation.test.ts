import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { newId } from "#contract/primitives.ts";
import { OPENS_AFTER_FAILURES } from "./endpoint-breaker.ts";
import { DELIVERIES_OF_AN_ORG } from "./jobs.ts";
import { retryWaitMs } from "./retry-schedule.ts";
import { openReceiver } from "./test-webhooks.ts";
import {
  attach,
  changeOrg,
  emit,
  orgId,
  receivers,
  receiving,
  redeliver,
  useTestWebhooks,
  webhooks,
} from "./webhook-suite.ts";

useTestWebhooks();

/** A receiver that holds every answer back until it is told to give them. */
async function openHangingReceiver() {
  const held: ServerResponse[] = [];
  let isHolding = true;
  let begin: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => (begin = resolve));
  const receiver = await openReceiver((response) => {
    if (isHolding) held.push(response);
    else response.end();
    begin();
  });
  receivers.push(receiver);
  const release = (): void => {
    isHolding = false;
    for (const response of held.splice(0)) response.end();
  };
  return { url: receiver.url, held, hasBegun, release };
}

/** A receiver that tells when so many requests have come. */
async function openCountingReceiver(expected: number) {
  let arrive: () => void = () => undefined;
  const haveCome = new Promise<void>((resolve) => (arrive = resolve));
  const receiver = await openReceiver((response, number) => {
    response.end();
    if (number === expected) arrive();
  });
  receivers.push(receiver);
  return { url: receiver.url, haveCome };
}

/** Events of one batch, all to the same endpoint. */
async function emitMany(url: string, count: number): Promise<void> {
  const batchId = newId("batch");
  await attach({ url }, batchId);
  for (let number = 0; number < count; number += 1) await emit(batchId);
}

test("an org whose receiver hangs on everything delays no other org's events", async () => {
  const hanging = await openHangingReceiver();
  await emitMany(hanging.url, 60);
  await hanging.hasBegun;
  changeOrg();
  const counting = await openCountingReceiver(20);
  await emitMany(counting.url, 20);
  // All of the one arrive while none of the other has been answered.
  await counting.haveCome;
  expect(hanging.held.length).toBeGreaterThan(0);
  expect(hanging.held.length).toBeLessThanOrEqual(DELIVERIES_OF_AN_ORG);
  hanging.release();
  await webhooks.advance(0);
});

test("an endpoint that fails is asked by few of the deliveries that wait for it, and each keeps its schedule", async () => {
  let status = 503;
  const receiver = await openReceiver((response) => response.writeHead(status).end());
  receivers.push(receiver);
  await emitMany(receiver.url, 60);
  await webhooks.advance(0);
  // Those that were on their way when it opened had been let through.
  expect(receiver.receipts.length).toBeGreaterThanOrEqual(OPENS_AFTER_FAILURES);
  expect(receiver.receipts.length).toBeLessThan(OPENS_AFTER_FAILURES + DELIVERIES_OF_AN_ORG);
  const deliveries = await webhooks.deliveries(orgId);
  const unsent = deliveries.filter(
    ({ attempts: [attempt] }) => attempt?.error?.code === "endpoint_failing",
  );
  expect(unsent.length + receiver.receipts.length).toBe(60);
  const next = new Date(webhooks.now().getTime() + (retryWaitMs(1, null, () => 0) ?? 0));
  expect(new Set(deliveries.map(({ next_attempt_at }) => next_attempt_at))).toEqual(
    new Set([next.toISOString()]),
  );
  status = 200;
  for (let attempt = 1; attempt < 4; attempt += 1)
    await webhooks.advance(retryWaitMs(attempt, null, () => 0) ?? 0);
  const after = await webhooks.deliveries(orgId);
  expect(after.filter((delivery) => delivery.status === "delivered")).toHaveLength(60);
});

test("a redelivery by hand goes out although the endpoint is failing", async () => {
  const receiver = await receiving(503);
  await emitMany(receiver.url, 40);
  await webhooks.advance(0);
  const before = receiver.receipts.length;
  const [first] = await webhooks.deliveries(orgId);
  await redeliver(first?.id ?? "");
  await webhooks.advance(0);
  expect(receiver.receipts).toHaveLength(before + 1);
});
