import { expect, test } from "vitest";
import { type DeliveryId, newId } from "#contract/primitives.ts";
import type { Database } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { LeaseLost } from "../queue/job.ts";
import { insertDelivery } from "./deliveries-store.ts";
import { AttemptBook, type AttemptEntry } from "./attempt-book.ts";
import {
  attach,
  changeOrg,
  orgId,
  put,
  receiving,
  webhooks,
  useTestWebhooks,
} from "./webhook-suite.ts";

useTestWebhooks();

/** Deliveries as the book knows them, without jobs: nobody sends them beside the test. */
async function pendingDeliveries(count: number): Promise<AttemptEntry["delivery"][]> {
  const batch_id = newId("batch");
  await attach({ url: "http://127.0.0.1:9/hook" }, batch_id);
  const [webhook] = await webhooks.database.query<{ id: bigint }>(
    sql`select id from webhooks where batch_id = ${batch_id}`,
  );
  await webhooks.database.transaction(async (tx) => {
    for (let at = 0; at < count; at += 1)
      await insertDelivery(tx, {
        id: newId("delivery"),
        event_id: newId("event"),
        org_id: orgId,
        webhook_id: webhook?.id ?? 0n,
        type: "batch.completed",
        batch_id,
        run_id: null,
        body: "{}",
        created_at: webhooks.now(),
      });
  });
  return webhooks.database.query(
    sql`select id, round, webhook_id from webhook_deliveries where org_id = ${orgId} order by id`,
  );
}

const entry = (
  delivery: AttemptEntry["delivery"],
  more: Partial<AttemptEntry> = {},
): AttemptEntry => ({
  delivery,
  outcome: {
    at: webhooks.now(),
    duration_ms: 12.4,
    status_code: 200,
    response_body: "ok",
    error: null,
  },
  next: { ended: "delivered" },
  countsForEndpoint: true,
  settleJob: async () => {},
  ...more,
});

/** The database, and how many transactions it was asked for. */
function counted(database: Database) {
  let transactions = 0;
  const counting: Database = {
    engine: database.engine,
    query: (statement) => database.query(statement),
    transaction: (work) => {
      transactions += 1;
      return database.transaction(work);
    },
    close: () => database.close(),
  };
  return { counting, transactions: () => transactions };
}

const statusOf = async (id: DeliveryId) =>
  (await webhooks.deliveries(orgId)).find((delivery) => delivery.id === id);

test("attempts that are there at the same time are kept in one transaction, each of its own delivery", async () => {
  const deliveries = await pendingDeliveries(3);
  const { counting, transactions } = counted(webhooks.database);
  const book = new AttemptBook(counting, { now: webhooks.now });
  const later = new Date(webhooks.now().getTime() + 5_000);
  const [first, second, third] = deliveries as [
    AttemptEntry["delivery"],
    AttemptEntry["delivery"],
    AttemptEntry["delivery"],
  ];
  const error = { code: "connection_refused", message: "Nobody listens there." };
  const refused = {
    at: webhooks.now(),
    duration_ms: 3,
    status_code: null,
    response_body: null,
    error,
  };
  await Promise.all([
    book.keep(entry(first)),
    book.keep(entry(second, { outcome: refused, next: { at: later } })),
    book.keep(entry(third, { outcome: { ...refused, status_code: 410 }, next: { ended: "gone" } })),
  ]);
  expect(transactions()).toBe(1);
  expect(await statusOf(first.id)).toMatchObject({
    status: "delivered",
    next_attempt_at: null,
    attempts: [{ number: 1, duration_ms: 12, status_code: 200, response_body: "ok", error: null }],
  });
  expect(await statusOf(second.id)).toMatchObject({
    status: "pending",
    next_attempt_at: later.toISOString(),
    attempts: [{ number: 1, status_code: null, error }],
  });
  expect(await statusOf(third.id)).toMatchObject({
    status: "gone",
    attempts: [{ status_code: 410 }],
  });
});

test("of a job whose lease is lost nothing is kept, and of those beside it everything", async () => {
  const [first, second] = await pendingDeliveries(2);
  if (first === undefined || second === undefined) throw new Error("There are two deliveries.");
  const book = new AttemptBook(webhooks.database, { now: webhooks.now });
  const lost = new LeaseLost({ id: 1n, fence: 1n });
  const settleJob = () => Promise.reject(lost);
  const results = await Promise.allSettled([
    book.keep(entry(first, { settleJob })),
    book.keep(entry(second)),
  ]);
  expect(results).toMatchObject([{ status: "rejected", reason: lost }, { status: "fulfilled" }]);
  expect(await statusOf(first.id)).toMatchObject({ status: "pending", attempts: [] });
  expect(await statusOf(second.id)).toMatchObject({ status: "delivered" });
});

test("an attempt that cannot be written spoils none beside it, and its failure is told to whoever keeps it", async () => {
  const [first, second] = await pendingDeliveries(2);
  if (first === undefined || second === undefined) throw new Error("There are two deliveries.");
  const book = new AttemptBook(webhooks.database, { now: webhooks.now });
  const unwritable = { ...entry(first).outcome, response_body: "a\0b" };
  const results = await Promise.allSettled([
    book.keep(entry(first, { outcome: unwritable })),
    book.keep(entry(second)),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect(await statusOf(first.id)).toMatchObject({ status: "pending", attempts: [] });
  expect(await statusOf(second.id)).toMatchObject({ status: "delivered" });
});

test("failures of one endpoint that are kept together are counted one by one, in their order", async () => {
  const receiver = await receiving(200);
  await put({ url: receiver.url, events: ["batch.completed"] });
  const [webhook] = await webhooks.database.query<{ id: bigint }>(
    sql`select id from webhooks where org_id = ${orgId} and batch_id is null`,
  );
  const deliveries = await pendingDeliveries(4);
  const book = new AttemptBook(webhooks.database, { now: webhooks.now });
  const ends = ["failed", "delivered", "failed", "failed"] as const;
  await Promise.all(
    deliveries.map((delivery, at) =>
      book.keep(
        entry(
          { ...delivery, webhook_id: webhook?.id ?? 0n },
          { next: { ended: ends[at] ?? "failed" }, countsForEndpoint: at !== 3 },
        ),
      ),
    ),
  );
  const rows = await webhooks.database.query(
    sql`select failed_in_a_row from webhooks where id = ${webhook?.id ?? 0n}`,
  );
  expect(rows).toEqual([{ failed_in_a_row: 1 }]);
});

test("an attempt whose round is over is kept, and the round that has begun since goes on", async () => {
  const [first] = await pendingDeliveries(1);
  if (first === undefined) throw new Error("There is a delivery.");
  await webhooks.database.query(
    sql`update webhook_deliveries set round = round + 1 where id = ${first.id}`,
  );
  const book = new AttemptBook(webhooks.database, { now: webhooks.now });
  await book.keep(entry(first));
  expect(await statusOf(first.id)).toMatchObject({
    status: "pending",
    next_attempt_at: expect.any(String),
    attempts: [{ number: 1, status_code: 200 }],
  });
  expect(
    await webhooks.database.query(
      sql`select round_attempts, ended_at from webhook_deliveries where id = ${first.id}`,
    ),
  ).toEqual([{ round_attempts: 0, ended_at: null }]);
});

test("arrivals at several endpoints that are kept together have each of them counted anew", async () => {
  const receiver = await receiving(200);
  const deliveries = await pendingDeliveries(2);
  const webhookIds: bigint[] = [];
  for (const _delivery of deliveries) {
    await put({ url: receiver.url, events: ["batch.completed"] });
    const rows = await webhooks.database.query<{ id: bigint }>(sql`
      update webhooks set failed_in_a_row = 3 where org_id = ${orgId} and batch_id is null returning id`);
    webhookIds.push(...rows.map(({ id }) => id));
    changeOrg();
  }
  const book = new AttemptBook(webhooks.database, { now: webhooks.now });
  await Promise.all(
    deliveries.map((delivery, at) =>
      book.keep(entry({ ...delivery, webhook_id: webhookIds[at] ?? 0n })),
    ),
  );
  expect(
    await webhooks.database.query(
      sql`select failed_in_a_row from webhooks where id = any(${webhookIds}::bigint[])`,
    ),
  ).toEqual([{ failed_in_a_row: 0 }, { failed_in_a_row: 0 }]);
});
