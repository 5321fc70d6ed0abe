import { describe, expect, test } from "vitest";
import type { Contract } from "#contract/index.ts";
import { type BatchId } from "#contract/primitives.ts";
import type { Queryable } from "../database/database.ts";
import { listDeliveries } from "./deliveries-store.ts";
import { retryWaitMs } from "./retry-schedule.ts";
import { call, openReceiver, type Receipt } from "./test-webhooks.ts";
import {
  changeOrg,
  emitted,
  hour,
  orgId,
  receivers,
  receiving,
  redeliver,
  webhooks,
  useTestWebhooks,
} from "./webhook-suite.ts";

type Endpoints = Contract["webhooks"];

useTestWebhooks();

describe("redelivering", () => {
  test("sends a delivered event once more with the same id, at once", async () => {
    const receiver = await receiving(200);
    await emitted(receiver.url);
    await webhooks.advance(0);
    const [delivered] = await webhooks.deliveries(orgId);
    const { delivery } = await redeliver(delivered?.id ?? "");
    expect(delivery).toMatchObject({
      status: "pending",
      next_attempt_at: webhooks.now().toISOString(),
    });
    await webhooks.advance(0);
    const [first, second] = receiver.receipts as [Receipt, Receipt];
    expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
    const [again] = await webhooks.deliveries(orgId);
    expect(again).toMatchObject({ status: "delivered", attempts: [{ number: 1 }, { number: 2 }] });
  });

  test("does not wait for the next attempt of a pending one, and that one is not made besides", async () => {
    const receiver = await receiving(500, 200);
    await emitted(receiver.url);
    await webhooks.advance(0);
    const [pending] = await webhooks.deliveries(orgId);
    await redeliver(pending?.id ?? "");
    await webhooks.advance(0);
    await webhooks.advance(48 * hour);
    expect(receiver.receipts).toHaveLength(2);
    expect(await webhooks.deliveries(orgId)).toMatchObject([{ status: "delivered" }]);
  });

  test("sends again all that failed since a moment, and nothing that failed before or did not fail", async () => {
    const receiver = await receiving(410);
    const failing = await openReceiver((response) => response.writeHead(500).end());
    receivers.push(failing);
    const failOnce = async (): Promise<void> => {
      await emitted(failing.url);
      for (let attempt = 0; attempt < 9; attempt += 1)
        await webhooks.advance(retryWaitMs(attempt, null, () => 0) ?? 0);
    };
    await failOnce();
    await webhooks.advance(1);
    const since = webhooks.now().toISOString();
    await failOnce();
    await emitted(receiver.url);
    await webhooks.advance(0);
    const before = failing.receipts.length;
    const body = { since };
    const handler = webhooks.handlers.redeliverFailed;
    const answer = await call<Endpoints["redeliverFailed"]>(webhooks.database, handler, orgId, {
      body,
    });
    expect(answer).toEqual({ redelivered: 1 });
    await webhooks.advance(0);
    expect(failing.receipts).toHaveLength(before + 1);
    expect(receiver.receipts).toHaveLength(1);
  });

  test("does not reach another org's deliveries", async () => {
    const receiver = await receiving(200);
    await emitted(receiver.url);
    await webhooks.advance(0);
    const [delivery] = await webhooks.deliveries(orgId);
    changeOrg();
    await expect(redeliver(delivery?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
    expect(await webhooks.deliveries(orgId)).toEqual([]);
  });
});

describe("listing deliveries", () => {
  test("never shows a pending one with the attempt that ended it, whatever commits meanwhile", async () => {
    const receiver = await receiving(200);
    await emitted(receiver.url);
    const filters = { batch_id: null, run_id: null, status: null, since: null };
    const { database } = webhooks;
    const queryable: Queryable = {
      async query(statement) {
        const rows = await database.query(statement);
        await webhooks.advance(0);
        return rows as never; // of the type that the caller says
      },
    };
    const page = { limit: 10, before: null };
    const { data } = await listDeliveries(queryable, orgId, filters, page);
    const ended = data.map(({ status, attempts }) => [status === "pending", attempts.length === 0]);
    expect(ended.map(([isPending, isUntried]) => isPending === isUntried)).toEqual([true]);
  });

  test("pages newest first and filters by batch, status and time", async () => {
    const receiver = await receiving(200);
    const ids: BatchId[] = [];
    for (let number = 0; number < 5; number += 1) {
      ids.unshift((await emitted(receiver.url)).batchId);
      await webhooks.advance(1_000);
    }
    const list = (query: object) =>
      call<Endpoints["listDeliveries"]>(
        webhooks.database,
        webhooks.handlers.listDeliveries,
        orgId,
        { query },
      );
    const first = await list({ limit: 3 });
    const second = await list({ limit: 3, cursor: first.next_cursor });
    expect([...first.data, ...second.data].map(({ batch_id }) => batch_id)).toEqual(ids);
    expect(second.next_cursor).toBeNull();
    expect((await list({ limit: 9, batch_id: ids[2] })).data).toHaveLength(1);
    expect((await list({ limit: 9, status: "failed" })).data).toEqual([]);
    const since = first.data[1]?.created_at;
    expect((await list({ limit: 9, since })).data).toHaveLength(2);
    await expect(list({ limit: 9, cursor: "nonsense" })).rejects.toMatchObject({
      code: "invalid_request",
    });
  });
});
