import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import type { Database, Queryable } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { createTestDatabase, emptyTestDatabase } from "../database/test-database.ts";
import { claimSharedJobs } from "./claim-shared-jobs.ts";
import { type ClaimedJob, defineJob } from "./job.ts";
import type { NewJob } from "./enqueue-jobs.ts";
import { createQueue } from "./queue.ts";

const paint = defineJob({ kind: "paint", payload: z.object({ name: z.string() }) });
const START = new Date("2026-11-24T10:00:00Z");
const leaseMs = 10_000;
let now: Date;
let database: Database;
const queue = createQueue({ leaseMs, clock: () => now });

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  now = START;
  await emptyTestDatabase(database);
});
afterAll(() => database.close());

const enqueue = (jobs: Omit<NewJob<unknown>, "payload">[]) =>
  database.transaction((tx) =>
    queue.enqueueMany(
      tx,
      paint,
      jobs.map((job, at) => ({ payload: { name: `${job.group_key ?? ""} ${at}` }, ...job })),
    ),
  );

const ofGroup = (group_key: string, count: number, more: Omit<NewJob<unknown>, "payload"> = {}) =>
  Array.from({ length: count }, () => ({ group_key, ...more }));

/** Jobs weigh nothing unless a test says so. */
const claim = (jobs: number, running: Record<string, number> = {}, weight = 0) =>
  queue.claimShared(database, {
    kind: "paint",
    free: { jobs, weight },
    running: new Map(
      Object.entries(running).map(([group, count]) => [group, { jobs: count, weight: 0 }]),
    ),
  });

const groups = (jobs: readonly ClaimedJob[]) => jobs.map(({ group_key }) => group_key).toSorted();

describe("a claim that takes groups in turns", () => {
  test("gives each group that waits its turn before any has a second one, whatever came first", async () => {
    await enqueue([...ofGroup("a", 50), ...ofGroup("b", 1), ...ofGroup("c", 2)]);
    expect(groups(await claim(5))).toEqual(["a", "a", "b", "c"]);
  });

  test("asks before a claim whether there are any, except right after one that gave some", async () => {
    let asked = 0;
    const counting: Queryable = {
      query: async (statement) => {
        asked += 1;
        return await database.query(statement);
      },
    };
    const own = createQueue({ leaseMs, clock: () => now });
    const room = { kind: "paint", free: { jobs: 5, weight: 0 }, running: new Map() };
    const statementsOfClaim = async (): Promise<[number, number]> => {
      asked = 0;
      const { length } = await own.claimShared(counting, room);
      return [length, asked];
    };
    await enqueue(ofGroup("a", 4));
    expect(await statementsOfClaim()).toEqual([3, 2]);
    expect(await statementsOfClaim()).toEqual([1, 1]);
    expect(await statementsOfClaim()).toEqual([0, 1]);
    expect(await statementsOfClaim()).toEqual([0, 1]);
    await enqueue(ofGroup("a", 1));
    expect(await statementsOfClaim()).toEqual([1, 2]);
  });

  test("locks no more of a group than it still could get, and some for those that others are claiming", async () => {
    await enqueue(ofGroup("a", 30));
    expect(await claim(100, { a: 11 })).toHaveLength(1);
    const [locked] = await database.query(sql`
      select count(*)::integer as count from jobs where state = 'waiting' and xmax::text <> '0'`);
    expect(locked).toEqual({ count: 1 });
    expect(await claim(100, { a: 12 })).toEqual([]);
  });

  test("takes of one group no more than 12, or than the kind has, however much room there is", async () => {
    await enqueue(ofGroup("a", 80));
    expect(await claim(100)).toHaveLength(12);
    const room = { kind: "paint", free: { jobs: 100, weight: 0 }, mostOfAGroup: 20 };
    const running = new Map([["a", { jobs: 12, weight: 0 }]]);
    expect(await queue.claimShared(database, { ...room, running })).toHaveLength(8);
  });

  test("takes first from the group of which least runs here, and then by priority and age", async () => {
    await enqueue([
      ...ofGroup("a", 3, { priority: 100 }),
      ...ofGroup("b", 3),
      ...ofGroup("c", 3, { priority: 5 }),
    ]);
    expect(groups(await claim(1, { a: 1 }))).toEqual(["c"]);
    expect(groups(await claim(1, { a: 1, c: 1 }))).toEqual(["b"]);
    expect(groups(await claim(2, { a: 1, b: 1, c: 1 }))).toEqual(["a"]);
  });

  test("goes by priority, then due time, then age within a group", async () => {
    await enqueue([
      { group_key: "a", run_at: new Date(START.getTime() - 1) },
      { group_key: "a" },
      { group_key: "a", priority: 1 },
    ]);
    const names: string[] = [];
    for (let turn = 0; turn < 3; turn += 1)
      names.push(...(await claim(1)).map((job) => paint.payload.parse(job.payload).name));
    expect(names).toEqual(["a 2", "a 0", "a 1"]);
  });

  test("leaves room for others whatever one group has waiting, and less to each that comes", async () => {
    await enqueue(ofGroup("a", 60));
    expect(await claim(16)).toHaveLength(12);
    expect(await claim(4, { a: 12 })).toEqual([]);
    await enqueue([...ofGroup("b", 60), ...ofGroup("c", 60)]);
    expect(groups(await claim(4, { a: 12 }))).toEqual(["b", "b", "c"]);
    expect(groups(await claim(1, { a: 12, b: 2, c: 1 }))).toEqual([]);
    await enqueue(ofGroup("d", 60));
    expect(groups(await claim(1, { a: 12, b: 2, c: 1 }))).toEqual(["d"]);
  });

  test("takes no more than there is room for by weight, but one where nothing runs", async () => {
    await enqueue([...ofGroup("a", 9, { weight: 10 }), ...ofGroup("b", 9, { weight: 30 })]);
    expect(groups(await claim(20, {}, 100))).toEqual(["a", "a", "a", "b", "b"]);
    expect(await claim(20, { a: 1 }, 9)).toEqual([]);
    expect(groups(await claim(20, {}, 9))).toEqual(["a"]);
  });

  test("leaves alone what would make a group weigh three times what is then left", async () => {
    await enqueue(ofGroup("a", 1, { weight: 10 }));
    const claimBeside = (weight: number) =>
      queue.claimShared(database, {
        kind: "paint",
        free: { jobs: 10, weight: 40 },
        running: new Map([["a", { jobs: 1, weight }]]),
      });
    expect(await claimBeside(81)).toEqual([]);
    expect(groups(await claimBeside(80))).toEqual(["a"]);
  });

  test("takes only some of very many at a time, and the rest right after", async () => {
    await enqueue(Array.from({ length: 70 }, (_, at) => ({ group_key: `group ${at}` })));
    const first = await claim(100);
    expect(first.length).toBeLessThan(70);
    const next = await claim(100, { other: 1 });
    expect(new Set(groups([...first, ...next])).size).toBe(70);
  });

  test("takes over what a lost worker ran, and leaves alone what runs and what is not due", async () => {
    await enqueue([
      ...ofGroup("a", 1),
      ...ofGroup("b", 1, { run_at: new Date(START.getTime() + 60_000) }),
    ]);
    const [first] = await claim(5);
    expect(await claim(5)).toEqual([]);
    now = new Date(START.getTime() + leaseMs);
    const [second] = await claim(5);
    expect(second).toMatchObject({ id: first?.id, attempts: 1, losses: 1 });
    expect(second?.fence).toBeGreaterThan(first?.fence ?? 0n);
  });

  test("counts jobs without a group as one of their own", async () => {
    await enqueue([...ofGroup("a", 3), {}, {}]);
    expect(groups(await claim(3))).toEqual(["a", null]);
  });

  test("gives no job to two claims at a time", async () => {
    await enqueue(["a", "b", "c"].flatMap((name) => ofGroup(name, 40)));
    const claims = await Promise.all(Array.from({ length: 12 }, () => claim(10)));
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const rest: ClaimedJob[] = [];
    for (let more = await claim(40); more.length > 0; more = await claim(40)) rest.push(...more);
    expect(new Set([...ids, ...rest.map(({ id }) => id)]).size).toBe(120);
  });

  test("comes to every group, however many wait", async () => {
    const names = Array.from({ length: 2_500 }, (_, at) => `org_${String(at).padStart(4, "0")}`);
    await enqueue(names.flatMap((name) => ofGroup(name, 1)));
    const seen = new Set<string | null>();
    for (let turn = 0; turn < 6; turn += 1)
      for (const { group_key } of await claim(300)) seen.add(group_key);
    expect([...seen].some((name) => name !== null && name >= "org_2000")).toBe(true);
    for (let more = await claim(300); more.length > 0 || seen.size < 2_500; more = await claim(300))
      for (const { group_key } of more) seen.add(group_key);
    expect(seen.size).toBe(2_500);
  });
});

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: PlanNode[];
}

test("of 100,000 waiting jobs a claim reads some hundred rows, all of them by an index", async () => {
  const waiting = (name: string) => sql`
    insert into jobs (kind, payload, group_key, priority, run_at, max_attempts, created_at)
    select 'paint', '{"name":""}', ${name} || (n % 50), n % 7, ${START}::timestamptz, 8, ${START}::timestamptz
    from generate_series(1, 20000) as n`;
  for (const name of ["a", "b", "c", "d", "e"]) await database.query(waiting(name));
  await database.query(sql`analyze jobs`);
  const nodes: PlanNode[] = [];
  const collect = (node: PlanNode): void => {
    nodes.push(node);
    node.Plans?.forEach(collect);
  };
  const explaining = {
    query: async (statement: ReturnType<typeof sql>) => {
      const [row] = await database.query<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
        sql`explain (analyze, format json) ${statement}`,
      );
      row?.["QUERY PLAN"].forEach(({ Plan }) => collect(Plan));
      return [];
    },
  };
  const moment = sql`${START}::timestamptz`;
  const times = { now: moment, leaseNow: moment, leaseMs };
  await claimSharedJobs(
    explaining,
    times,
    { kind: "paint", free: { jobs: 5, weight: 0 }, running: new Map() },
    "",
  );
  const reads = nodes.filter(
    (node) => node["Relation Name"] === "jobs" && node["Node Type"] !== "ModifyTable",
  );
  expect(reads.length).toBeGreaterThan(4);
  expect(reads.map((node) => node["Node Type"])).not.toContain("Seq Scan");
  const rows = reads.reduce(
    (sum, node) =>
      sum + (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"],
    0,
  );
  expect(rows).toBeLessThan(1_500);
});
