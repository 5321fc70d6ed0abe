import type { Database, Queryable, Transaction } from "../database/database.ts";
import { type Sql, sql } from "../database/sql.ts";
import { Together } from "../together.ts";
import { type JobRoom, claimJobs } from "./claim-jobs.ts";
import { type SharedRoom, claimSharedJobs, hasJobsToShare } from "./claim-shared-jobs.ts";
import {
  type JobCount,
  type NextDue,
  countJobs,
  countJobsAhead,
  deleteDeadJobs,
  findNextDue,
} from "./count-jobs.ts";
import { type NewJob, insertJobs } from "./enqueue-jobs.ts";
import { type ClaimedJob, type JobKind, type Lease, LeaseLost } from "./job.ts";
import {
  type Failure,
  completeJobs,
  endAllLeases,
  extendLease,
  failJob,
  hastenJobs,
  loseJob,
  releaseJob,
  rescheduleJob,
} from "./settle-job.ts";

export interface QueueOptions {
  /** How long a claim lasts without a heartbeat; 10 s by default. */
  readonly leaseMs?: number;
  /**
   * Tests and rehearsals say what time it is; otherwise, and when this gives none, the database does, so that processes
   * with unlike clocks agree.
   */
  readonly clock?: () => Date | undefined;
  /** By which leases run out; the same as `clock` unless given, for a clock that jumps while a job runs. */
  readonly leaseClock?: () => Date | undefined;
}

/** The durable jobs of a database: whatever commits with an enqueue is followed by its job, whatever crashes. */
export interface Queue {
  readonly leaseMs: number;

  /** Adds a job when the transaction commits; false when one with its key is waiting or running already. */
  enqueue<Payload>(tx: Transaction, kind: JobKind<Payload>, job: NewJob<Payload>): Promise<boolean>;
  /** Adds many jobs in order and returns how many were added. */
  enqueueMany<Payload>(
    tx: Transaction,
    kind: JobKind<Payload>,
    jobs: readonly NewJob<Payload>[],
  ): Promise<number>;
  /** Calls back after each commit that enqueued in this process; returns how to stop that. */
  onEnqueued(listener: () => void): () => void;

  /** See `claimJobs`. */
  claim(
    database: Queryable,
    rooms: readonly JobRoom[],
    options?: { readonly limit?: number },
  ): Promise<ClaimedJob[]>;
  /** See `claimSharedJobs`. */
  claimShared(database: Queryable, room: SharedRoom): Promise<ClaimedJob[]>;
  /**
   * Extends the lease to its full length from now; false when it is lost. Within a transaction nobody can take the job
   * over before that has ended.
   */
  heartbeat(database: Queryable, lease: Lease): Promise<boolean>;

  /** Removes the job as the transaction commits; throws `LeaseLost`. */
  complete(tx: Transaction, lease: Lease): Promise<void>;
  /** Removes a job with which nothing else is to commit, in a transaction that those which end meanwhile share; throws `LeaseLost`. */
  completeAlone(database: Database, lease: Lease): Promise<void>;
  /** Has the job tried again after a while, or kept as dead; throws `LeaseLost`. */
  fail(tx: Transaction, job: ClaimedJob, failure: Failure): Promise<"waiting" | "dead">;
  /** Has the job run again at a time, with its attempts counted anew; throws `LeaseLost`. */
  reschedule(tx: Transaction, lease: Lease, again: Rescheduling): Promise<void>;
  /** Has those jobs of these keys that wait for a later time run at once. */
  hasten(tx: Transaction, jobKeys: readonly string[]): Promise<void>;
  /** Gives the job back at once, as if it had not been claimed; throws `LeaseLost`. */
  release(tx: Transaction, lease: Lease): Promise<void>;
  /** Gives the job back as lost: no attempt of its own, and put off when that happens again and again; throws `LeaseLost`. */
  lose(tx: Transaction, lease: Lease): Promise<void>;
  /** See `endAllLeases`. */
  endAllLeases(database: Queryable): Promise<void>;

  /** See `findNextDue`. */
  nextDue(
    database: Queryable,
    kinds: readonly string[],
    awaited: readonly string[],
  ): Promise<NextDue>;
  /** See `countJobs`. */
  count(database: Queryable): Promise<JobCount[]>;
  /** See `countJobsAhead`. */
  countAhead(database: Queryable, jobKey: string): Promise<number | undefined>;
  /** See `deleteDeadJobs`. */
  deleteDead(database: Queryable, diedBefore: Date): Promise<number>;
}

/** When a job runs again, and with which payload if not the same. */
export interface Rescheduling<Payload = unknown> {
  readonly run_at: Date;
  readonly payload?: Payload;
}

/** As many as a statement takes without making those behind it wait. */
const MOST_COMPLETED = 64;

/** The queue of the database whose handles it is given; it keeps nothing itself but who listens and how far it has looked. */
export function createQueue(options: QueueOptions = {}): Queue {
  const { leaseMs = 10_000, clock, leaseClock = clock } = options;
  const now = () => momentOf(clock?.());
  const leaseNow = () => momentOf(leaseClock?.());
  const times = () => ({ now: now(), leaseNow: leaseNow(), leaseMs });
  const listeners = new Set<() => void>();
  /** Of each kind, how far its last claim looked, and whether that gave any. */
  const lastClaims = new Map<string, { seenTo: string; gaveAny: boolean }>();

  async function enqueueMany<Payload>(
    tx: Transaction,
    kind: JobKind<Payload>,
    jobs: readonly NewJob<Payload>[],
  ) {
    const inserted = await insertJobs(tx, now(), kind, jobs);
    if (inserted > 0) tx.afterCommit(() => listeners.forEach((listener) => listener()));
    return inserted;
  }

  /** Of each transaction, and of each database, the jobs that are completed at the same time. */
  const completions = new WeakMap<Queryable, Together<Lease, void>>();

  function completionsOf(
    of: Queryable,
    complete: (leases: readonly Lease[]) => Promise<ReadonlySet<bigint>>,
  ): Together<Lease, void> {
    const known = completions.get(of);
    if (known !== undefined) return known;
    const made = new Together<Lease, void>({ most: MOST_COMPLETED }, async (leases) => {
      const held = await complete(leases).catch((error: unknown) => error);
      return leases.map((lease) => {
        if (!(held instanceof Set)) return { status: "rejected", reason: held };
        return held.has(lease.id)
          ? { status: "fulfilled", value: undefined }
          : { status: "rejected", reason: new LeaseLost(lease) };
      });
    });
    completions.set(of, made);
    return made;
  }

  return {
    leaseMs,
    enqueueMany,
    enqueue: async (tx, kind, job) => (await enqueueMany(tx, kind, [job])) === 1,
    onEnqueued: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    claim: (database, rooms, { limit } = {}) => claimJobs(database, times(), rooms, limit ?? null),
    async claimShared(database, room) {
      const { kind } = room;
      const last = lastClaims.get(kind) ?? { seenTo: "", gaveAny: false };
      if (!last.gaveAny && !(await hasJobsToShare(database, kind, leaseNow()))) return [];
      const { jobs, seenTo } = await claimSharedJobs(database, times(), room, last.seenTo);
      lastClaims.set(kind, { seenTo, gaveAny: jobs.length > 0 });
      return jobs;
    },
    heartbeat: (database, lease) => extendLease(database, leaseNow(), leaseMs, lease),
    complete: (tx, lease) =>
      completionsOf(tx, (leases) => completeJobs(tx, leaseNow(), leases)).run(lease),
    completeAlone: (database, lease) =>
      completionsOf(database, (leases) =>
        database.transaction((tx) => completeJobs(tx, leaseNow(), leases)),
      ).run(lease),
    fail: (tx, job, failure) => failJob(tx, { now: now(), leaseNow: leaseNow() }, job, failure),
    reschedule: (tx, lease, { run_at, payload }) =>
      rescheduleJob(tx, leaseNow(), lease, {
        run_at,
        ...(payload !== undefined && { payload: sql.json(payload) }),
      }),
    async hasten(tx, jobKeys) {
      if ((await hastenJobs(tx, now(), jobKeys)) > 0)
        tx.afterCommit(() => listeners.forEach((listener) => listener()));
    },
    release: (tx, lease) => releaseJob(tx, leaseNow(), lease),
    lose: (tx, lease) => loseJob(tx, { now: now(), leaseNow: leaseNow() }, lease),
    endAllLeases: (database) => endAllLeases(database, leaseNow()),
    nextDue: findNextDue,
    count: (database) => countJobs(database, now()),
    countAhead: (database, jobKey) => countJobsAhead(database, now(), jobKey),
    deleteDead: deleteDeadJobs,
  };
}

function momentOf(moment: Date | undefined): Sql {
  return moment === undefined ? sql`statement_timestamp()` : sql`${moment}::timestamptz`;
}
