import { createHmac } from "node:crypto";
import type { Contract } from "#contract/index.ts";
import { newId, type BatchId, type OrgId } from "#contract/primitives.ts";
import {
  DELIVERY_TIMEOUT_MS,
  type WebhookEventType,
  type WebhookInput,
} from "#contract/webhook-events.ts";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { emptyTestDatabase } from "../database/test-database.ts";
import { call, createTestWebhooks, openReceiver, type Receipt } from "./test-webhooks.ts";

type Endpoints = Contract["webhooks"];

/** Live: each test file has its own, and each test another org. */
export let webhooks: Awaited<ReturnType<typeof createTestWebhooks>>;
export let orgId: OrgId;
export const receivers: { close(): Promise<void> }[] = [];

/** Sets up one gateway side for a test file, emptied after each test. */
export function useTestWebhooks(): void {
  beforeAll(async () => {
    webhooks = await createTestWebhooks();
  });
  beforeEach(() => {
    orgId = newId("org");
  });
  afterEach(async () => {
    vi.useRealTimers();
    webhooks.setPatience(DELIVERY_TIMEOUT_MS);
    await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
    await emptyTestDatabase(webhooks.database);
    expect(webhooks.failures.splice(0)).toEqual([]);
  });
  afterAll(() => webhooks.close());
}

/** Makes the tests' calls those of another org from here on. */
export function changeOrg(): void {
  orgId = newId("org");
}

/** A receiver that answers with these statuses in turn, and with the last one from then on. */
export async function receiving(...statuses: number[]) {
  const receiver = await openReceiver((response, number) => {
    response.writeHead(statuses[number - 1] ?? statuses.at(-1) ?? 200).end(`answer ${number}`);
  });
  receivers.push(receiver);
  return receiver;
}

/** Ties a webhook to a batch of the org. */
export function attach(webhook: WebhookInput, batchId: BatchId = newId("batch")) {
  const owner = { org_id: orgId, batch_id: batchId, run_id: null };
  return webhooks.database.transaction((tx) => webhooks.outbox.attach(tx, owner, webhook));
}

/** Writes an event of a batch. */
export async function emit(
  batchId: BatchId,
  type: WebhookEventType = "batch.completed",
): Promise<void> {
  const fields = {
    batch_id: batchId,
    output_file_url: "https://files.test/o",
    error_file_url: null,
  };
  const data = { batch_id: batchId, status: "completed", note: "żółć 👋 \u2028" };
  await webhooks.database.transaction((tx) =>
    webhooks.outbox.emit(tx, {
      type,
      org_id: orgId,
      batch_id: batchId,
      run_id: null,
      fields,
      data,
    }),
  );
}

/** A webhook of a batch with an event that has just been emitted to it. */
export async function emitted(url: string, webhook: Partial<WebhookInput> = {}) {
  const batchId = newId("batch");
  const attached = await attach({ url, ...webhook }, batchId);
  await emit(batchId);
  return { batchId, secret: webhook.secret ?? attached.secret ?? "" };
}

export const put = (body: WebhookInput) =>
  call<Endpoints["put"]>(webhooks.database, webhooks.handlers.put, orgId, { body });
export const rotate = () =>
  call<Endpoints["rotateSecret"]>(webhooks.database, webhooks.handlers.rotateSecret, orgId);
export const redeliver = (id: string) =>
  call<Endpoints["redeliver"]>(webhooks.database, webhooks.handlers.redeliver, orgId, {
    params: { id },
  });

/** Verifies by the library, whose clock is the test's. */
export function verifies(secret: string, { headers, body }: Receipt): boolean {
  vi.useFakeTimers({ now: webhooks.now(), toFake: ["Date"] });
  try {
    new Webhook(secret).verify(body.toString(), headers as Record<string, string>); // none of the three comes twice
    return true;
  } catch {
    return false;
  } finally {
    vi.useRealTimers();
  }
}

/** What plain Node makes of a body and a secret. */
export function hexOf(secret: string, body: Buffer): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

export const hour = 3_600_000;
