import type { Transaction } from "../database/database.ts";
import { type Sql, sql } from "../database/sql.ts";
import type { Queue } from "./queue.ts";

/**
 * Gives a job to whatever of one noun waits for one and has none. Work and job commit together, so that there is nothing
 * to adopt unless a job has died of what nobody foresaw, or was taken away by hand.
 */
export type Adopter = (tx: Transaction, queue: Queue, now: Date) => Promise<void>;

/** What is adopted at one look; the rest is at the next. */
export const ADOPTED_AT_A_TIME = 500;

/** Whether no job that is alive has the key that this expression gives. */
export function hasNoJob(key: Sql): Sql {
  return sql`not exists (select 1 from jobs where jobs.job_key = ${key} and jobs.state <> 'dead')`;
}
