import { Logger, runMigrations, run as runGraphile, quickAddJob } from "graphile-worker";
import pg from "pg";
import PgBoss from "pg-boss";

const JOBS = 2_000;
const AT_A_TIME = 128;
const WORKERS = 16;
const QUEUE = "nothing";

/** Counts jobs and tells when all have been done. */
function countdown(): { done: (jobs: number) => void; ended: Promise<void> } {
  let left = JOBS;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return {
    done(jobs) {
      left -= jobs;
      if (left === 0) end();
    },
    ended,
  };
}

/** Jobs a second of pg-boss from their fetch to their completion, fetched so many at a time, on a database of its own. */
export async function pgBossJobsPerSecond(connectionString: string): Promise<number> {
  const boss = new PgBoss({ connectionString, supervise: false, schedule: false });
  boss.on("error", (error) => {
    throw error;
  });
  await boss.start();
  try {
    await boss.createQueue(QUEUE);
    await boss.insert(Array.from({ length: JOBS }, () => ({ name: QUEUE, data: {} })));
    const { done, ended } = countdown();
    const startedAt = performance.now();
    // It looks twice a second at most; with several workers that bounds nothing here.
    for (let worker = 0; worker < WORKERS; worker += 1)
      await boss.work(QUEUE, { batchSize: AT_A_TIME, pollingIntervalSeconds: 0.5 }, async (jobs) =>
        done(jobs.length),
      );
    await ended;
    return JOBS / ((performance.now() - startedAt) / 1_000);
  } finally {
    await boss.stop({ graceful: false, wait: true });
  }
}

/** Jobs a second of graphile-worker, so many at a time, on a database of its own. */
export async function graphileJobsPerSecond(connectionString: string): Promise<number> {
  const logger = new Logger(() => () => {});
  await runMigrations({ connectionString, logger });
  const pool = new pg.Pool({ connectionString, max: 10 });
  try {
    await quickAddJob({ pgPool: pool, logger }, QUEUE, {});
    await pool.query(
      `select graphile_worker.add_job('${QUEUE}', '{}'::json) from generate_series(1, ${JOBS - 1})`,
    );
    const { done, ended } = countdown();
    const startedAt = performance.now();
    const runner = await runGraphile({
      pgPool: pool,
      logger,
      concurrency: AT_A_TIME,
      noHandleSignals: true,
      pollInterval: 100,
      taskList: { [QUEUE]: async () => done(1) },
    });
    await ended;
    const seconds = (performance.now() - startedAt) / 1_000;
    await runner.stop();
    return JOBS / seconds;
  } finally {
    await pool.end();
  }
}
