import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { LaneCondition } from "#gateway/catalog/lane-states.ts";
import type { Database } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";
import { createTestDatabase, emptyTestDatabase } from "#gateway/database/test-database.ts";
import { LaneFailure, type LaneRequest, type SyncLane } from "../lane.ts";
import { providerLane } from "../provider/test-provider-lane.ts";
import { LaneWatch } from "./lane-watch.ts";

let database: Database;
let now: Date;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  now = new Date("2026-11-30T10:32:10.000Z");
  await emptyTestDatabase(database);
});
afterAll(() => database.close());

const pass = (ms: number) => void (now = new Date(now.getTime() + ms));
// The lane of these tests looks at nothing of what it is asked.
const request = {} as LaneRequest;

/** A process with one lane that fails while it is told to. */
function startProcess(process_id: string) {
  let isDown = false;
  const lane: SyncLane = {
    kind: "sync",
    lane_id: "lane_test",
    concurrency: 4,
    pacing: null,
    async call() {
      if (isDown) throw new LaneFailure("provider_500", "down");
      return {
        status_code: 200,
        request_id: "",
        body_json: "{}",
        usage: { input_tokens: 1, output_tokens: 1 },
      };
    },
  };
  const watch = new LaneWatch({
    lanes: [providerLane("chat-completions")],
    database,
    clock: { now: () => now },
    process_id,
    wait: async (ms) => pass(ms),
  });
  const watched = watch.watch(new Map([["lane_test", lane]])).get("lane_test") as SyncLane; // of the lane's kind
  return {
    watch,
    async call(times: number, down = false): Promise<void> {
      isDown = down;
      const { signal } = new AbortController();
      for (let at = 0; at < times; at += 1) await watched.call(request, signal).catch(() => {});
    },
    condition: async (): Promise<LaneCondition | undefined> =>
      (await watch.conditions()).get("lane_test"),
  };
}

const countRows = async () => {
  const [row] = await database.query<{ measures: number; breakers: number }>(sql`
    select (select count(*) from lane_measures)::integer as measures,
      (select count(*) from lane_breakers)::integer as breakers`);
  return row;
};

test("a process that calls no lane knows how the lanes are from those that do", async () => {
  const [worker, api] = [startProcess("worker"), startProcess("api")];
  expect(await api.condition()).toBeUndefined();
  await worker.call(5);
  await worker.call(20, true);
  await worker.watch.write();
  expect(await api.condition()).toMatchObject({
    health: "down",
    health_reason: expect.stringContaining(
      "The breaker is open since 10:32 UTC: 20 of its last 25",
    ),
    health_since: "2026-11-30T10:32:10.000Z",
    breaker: "open",
    tried_again_at: "2026-11-30T10:32:25.000Z",
    success_rate: 0.2,
    measured_calls: 25,
    latency_ms: null,
  });
  pass(15_000);
  expect(await api.condition()).toMatchObject({ health: "degraded", breaker: "half_open" });
  await worker.call(1);
  await worker.watch.write();
  expect(await api.condition()).toMatchObject({ breaker: "closed", measured_calls: 26 });
  expect(await countRows()).toMatchObject({ breakers: 0 });
});

test("the calls of all processes add up, and are forgotten after an hour", async () => {
  const [one, other] = [startProcess("one"), startProcess("other")];
  await one.call(15);
  await other.call(15);
  await one.watch.write();
  const both = await other.condition();
  expect(both).toMatchObject({ health: "healthy", success_rate: 1, measured_calls: 30 });
  expect(both?.latency_ms?.median).toBeGreaterThan(0);
  pass(65 * 60_000);
  expect(await one.condition()).toBeUndefined();
  await one.call(1);
  expect(await one.condition()).toMatchObject({ measured_calls: 1 });
  expect(await countRows()).toMatchObject({ measures: 1 });
});

test("a lane that one worker cannot reach and another can is degraded, not down", async () => {
  const [cutOff, other] = [startProcess("cut_off"), startProcess("other")];
  await cutOff.call(20, true);
  await cutOff.watch.write();
  pass(1_000);
  await other.call(1);
  expect(await other.condition()).toMatchObject({
    health: "degraded",
    breaker: "half_open",
    health_reason: expect.stringContaining("The breaker is open in 1 of 2 workers since 10:32 UTC"),
  });
});

test("the breaker of a worker that is gone is no longer heeded after half a minute; one that is there tells again", async () => {
  const [worker, api] = [startProcess("worker"), startProcess("api")];
  await worker.call(20, true);
  await worker.watch.write();
  pass(25_000);
  await worker.watch.write();
  pass(25_000);
  expect(await api.condition()).toMatchObject({ breaker: "half_open" });
  pass(6_000);
  expect(await api.condition()).toMatchObject({ breaker: "closed" });
});

test("a lane that seldom succeeds is degraded for a quarter of an hour", async () => {
  const worker = startProcess("worker");
  await worker.call(17);
  await worker.call(3, true);
  expect(await worker.condition()).toMatchObject({
    health: "degraded",
    health_reason: "Of its last 20 calls 85 % succeeded.",
    health_since: null,
    breaker: "closed",
  });
  pass(16 * 60_000);
  expect(await worker.condition()).toMatchObject({ health: "healthy", success_rate: 0.85 });
});

test("nothing is written where nothing has changed, and what could not be written is written the next time", async () => {
  const worker = startProcess("worker");
  await worker.call(2);
  await database.query(sql`alter table lane_measures rename to elsewhere`);
  await expect(worker.watch.write()).rejects.toThrow("lane_measures");
  await database.query(sql`alter table elsewhere rename to lane_measures`);
  await worker.watch.write();
  expect(await countRows()).toMatchObject({ measures: 1 });
  await database.query(sql`delete from lane_measures`);
  await worker.watch.write();
  expect(await countRows()).toMatchObject({ measures: 0 });
});
