/**
 * Measures the queue on an empty database, for `npm run bench`: run as a program, with a database URL for PostgreSQL or none for
 * the embedded engine; prints one line of JSON.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";
import type { Database } from "../database/database.ts";
import { migrate } from "../database/migrate.ts";
import { openDatabase } from "../database/open-database.ts";
import { sql } from "../database/sql.ts";
import { defineJob } from "./job.ts";
import { handleJob } from "./job-handler.ts";
import { createQueue } from "./queue.ts";
import { createWorker } from "./worker.ts";

const JOBS = 2_000;
const DEPTH = 100_000;
const CLAIMS = 50;
const nothing = defineJob({ kind: "nothing", payload: z.object({}) });
const queue = createQueue();

/** Jobs a second from their claim to their end, each ended in a transaction of its own; of ten groups that take turns, or not. */
async function jobsPerSecond(database: Database, hasTurns: boolean): Promise<number> {
  const jobs = Array.from({ length: JOBS }, (_, at) => ({
    payload: {},
    group_key: `org_${at % 10}`,
  }));
  await database.transaction((tx) => queue.enqueueMany(tx, nothing, jobs));
  let done = 0;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const handler = handleJob(nothing, {
    ...(hasTurns ? { shared: { jobs: 128, weight: 1 } } : { concurrency: 128 }),
    run: async () => {
      done += 1;
      if (done === JOBS) end();
    },
  });
  const worker = createWorker({
    database,
    queue,
    handlers: [handler],
    onError: (error) => {
      throw error;
    },
  });
  const startedAt = performance.now();
  worker.start();
  await ended;
  await worker.whenIdle();
  const seconds = (performance.now() - startedAt) / 1_000;
  await worker.drain();
  return JOBS / seconds;
}

/** The mean time in milliseconds of a claim of five while so many jobs of so many groups wait. */
async function claimMs(database: Database, groups: number): Promise<number> {
  await database.query(sql`delete from jobs`);
  for (let from = 0; from < DEPTH; from += 20_000)
    await database.query(sql`
      insert into jobs (kind, payload, group_key, priority, run_at, max_attempts, created_at)
      select 'nothing', '{}', 'org_' || lpad((n % ${groups})::text, 6, '0'), n % 9, now(), 8, now()
      from generate_series(${from + 1}::integer, ${from + 20_000}::integer) as n`);
  await database.query(sql`analyze jobs`);
  const room = { kind: "nothing", free: { jobs: 5, weight: 1 }, running: new Map() };
  await queue.claimShared(database, room);
  const startedAt = performance.now();
  for (let claim = 0; claim < CLAIMS; claim += 1) await queue.claimShared(database, room);
  return (performance.now() - startedAt) / CLAIMS;
}

const folder = await mkdtemp(join(tmpdir(), "queue-bench-"));
const databaseUrl = process.argv[2] ?? null;
const database = await openDatabase(
  { databaseUrl, databasePoolSize: 10, dataDirectory: folder },
  {
    onCrash: (error) => {
      throw error;
    },
    onWaiting: () => {},
  },
);
await migrate(database);
const figures = {
  jobs_per_second: await jobsPerSecond(database, false),
  jobs_per_second_with_turns: await jobsPerSecond(database, true),
  claim_ms_one_group: await claimMs(database, 1),
  claim_ms_thousand_groups: await claimMs(database, 1_000),
  claim_ms_group_each: await claimMs(database, DEPTH),
};
await database.close();
await rm(folder, { recursive: true, force: true });
console.log(JSON.stringify(figures));
