import { afterAll, beforeAll, expect, test } from "vitest";
import { isTerminal } from "#contract/batch-states.ts";
import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { PostgresServer, type PostgresStop } from "#test-servers/postgres-server.ts";
import { systemClock } from "../clock.ts";
import { createQueue } from "../queue/queue.ts";
import { createStage } from "../rehearsal/stage.ts";
import { createTestApp, type TestApp } from "../test-app.ts";
import { migrate } from "./migrate.ts";
import { PostgresDatabase } from "./postgres-database.ts";
import { sql } from "./sql.ts";

/** Each way in which a server goes, some of them twice, so that it also goes while things are being put right. */
const STOPS: readonly PostgresStop[] = ["fast", "immediate", "kill", "fast", "kill"];
const CLIENTS = 3;
/** No answer takes longer, whatever the server does meanwhile. */
const LONGEST_ANSWER_MS = 5_000;
const AGAIN_AFTER_MS = 100;

let server: PostgresServer;
let database: PostgresDatabase;
let gateway: TestApp;
beforeAll(async () => {
  server = await PostgresServer.create();
  const url = await server.createDatabase("restarted");
  database = new PostgresDatabase({ url, poolSize: 5 });
  await migrate(database);
  // Time goes on here: a lease that is lost with the server has to run out.
  const stage = createStage({ realClock: systemClock, database, onError: () => undefined });
  const { clock, entropy } = stage;
  const queue = createQueue({ leaseMs: 2_000 });
  gateway = await createTestApp({ database, stage, clock, entropy, queue });
  await gateway.app.start();
});
afterAll(async () => {
  await gateway.close();
  await database.close();
  await server.dispose();
});

const items = Array.from({ length: 40 }, (_, at) => ({
  customer_item_id: `item-${at}`,
  operation: "responses" as const,
  model: "gpt-4o-mini",
  input: { messages: [{ role: "user" as const, content: `Question ${at}` }] },
}));

const pause = () => new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));

let longestMs = 0;
let refusals = 0;

/** As a client does that was written with care: what is answered by 503 is asked again. */
async function persist<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    const startedAt = performance.now();
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 503)) throw error;
      refusals += 1;
    } finally {
      longestMs = Math.max(longestMs, performance.now() - startedAt);
    }
    await pause();
  }
}

async function submit(as: string, idempotencyKey: string): Promise<string> {
  const { quote_id } = await persist(() =>
    gateway.request(
      contract.quotes.createForModel,
      { body: { models: ["gpt-4o-mini"], items } },
      { as, idempotencyKey: `${idempotencyKey}-quote` },
    ),
  );
  const { batch } = await persist(() =>
    gateway.request(contract.batches.create, { body: { quote_id, items } }, { as, idempotencyKey }),
  );
  return batch.id;
}

test("a server that is stopped, killed and started again loses nothing, and everything goes on by itself", async () => {
  const { session_token: as } = await gateway.registerAndVerify();
  const over = new AbortController();
  const submitted = new Set<string>();
  const client = async (name: string) => {
    for (let round = 0; !over.signal.aborted; round += 1)
      submitted.add(await submit(as, `${name}-${round}`));
  };
  const clients = Array.from({ length: CLIENTS }, (_, at) => client(`client-${at}`));
  const restarts = (async () => {
    for (const stop of STOPS) {
      const before = submitted.size;
      await expect.poll(() => submitted.size, { timeout: 20_000 }).toBeGreaterThan(before + 2);
      await server.stop(stop);
      await pause();
      await server.start();
    }
  })();
  await restarts.finally(() => over.abort());
  await Promise.all(clients);
  expect(refusals).toBeGreaterThan(0);
  expect(longestMs).toBeLessThan(LONGEST_ANSWER_MS);

  const statuses = async () => {
    const rows = await database.query<{ status: never }>(sql`select status from batches`);
    return rows.map(({ status }) => status).filter((status) => !isTerminal(status));
  };
  await expect.poll(statuses, { timeout: 40_000, interval: 200 }).toEqual([]);
  const rows = await database.query<{ id: string }>(sql`
    select id from batches where status = 'completed' and completed = ${items.length} order by id`);
  expect(rows.map(({ id }) => id)).toEqual([...submitted].toSorted());

  const [books] = await database.query(sql`
    select reserved_micros::text as reserved,
      balance_micros = (select sum(balance_change_micros) from ledger_entries) as balanced,
      (select count(*)::integer from ledger_entries where kind = 'settle') as settled from orgs`);
  expect(books).toEqual({ reserved: "0", balanced: true, settled: submitted.size });
}, 120_000);
