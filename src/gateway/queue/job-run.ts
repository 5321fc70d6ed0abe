import type { Database, Transaction } from "../database/database.ts";
import { DatabaseUnavailable } from "../database/database-error.ts";
import { failPoint } from "../fail-points/fail-point.ts";
import { type ClaimedJob, LeaseLost } from "./job.ts";
import { type JobControls, type JobHandler, PayloadUnreadable } from "./job-handler.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { JobNeverEnded } from "./losses.ts";
import type { Queue } from "./queue.ts";

/** What every run of a worker shares. */
export interface JobRunSetup {
  readonly database: Database;
  readonly queue: Queue;
  readonly onError: (error: unknown, job?: ClaimedJob) => void;
}

/** Why a handler's signal is aborted when its worker stops before the handler was done. */
export class WorkerStopped extends Error {
  override readonly name = "WorkerStopped";
}

/** One attempt at one claimed job, from its first heartbeat to its settlement. */
export class JobRun {
  readonly #setup: JobRunSetup;
  readonly #handler: JobHandler;
  readonly #job: ClaimedJob;
  readonly #abort = new AbortController();
  readonly #keeper: LeaseKeeper;
  #isSettled = false;

  /** `askedAtMs` is when the claim was asked for, by `performance.now()`. */
  constructor(setup: JobRunSetup, handler: JobHandler, job: ClaimedJob, askedAtMs: number) {
    this.#setup = setup;
    this.#handler = handler;
    this.#job = job;
    this.#keeper = new LeaseKeeper({
      database: setup.database,
      queue: setup.queue,
      lease: job,
      askedAtMs,
      onLost: (reason) => this.#abort.abort(reason),
      onError: (error) => setup.onError(error, job),
    });
  }

  get job(): ClaimedJob {
    return this.#job;
  }

  /** Runs the handler and settles the job if the handler did not; never rejects. */
  async run(): Promise<void> {
    this.#keeper.start();
    try {
      await this.#attempt();
    } catch (error) {
      await this.#settleFailure(error);
    } finally {
      this.#keeper.stop();
    }
  }

  /** Asks the handler to stop; its job is given back for another worker to begin at once. */
  stop(): void {
    this.#abort.abort(new WorkerStopped("The worker is stopping."));
  }

  async #attempt(): Promise<void> {
    if (this.#job.losses >= this.#handler.maxLosses) throw new JobNeverEnded(this.#job.losses);
    this.#abort.signal.throwIfAborted();
    await this.#handler.run(this.#job, this.#controls());
    if (this.#isSettled) return;
    this.#abort.signal.throwIfAborted();
    await this.#setup.queue.completeAlone(this.#setup.database, this.#job);
  }

  #controls(): JobControls {
    const { queue } = this.#setup;
    const job = this.#job;
    return {
      signal: this.#abort.signal,
      fence: job.fence,
      heartbeat: async () => {
        this.#abort.signal.throwIfAborted();
        if (!(await this.#keeper.beat())) throw new LeaseLost(job);
      },
      hold: (tx) => this.#hold(tx),
      complete: (tx) => this.#settle(tx, () => queue.complete(tx, job)),
      fail: (tx, error, options) =>
        this.#settle(tx, () => this.#fail(tx, error, options?.isRetryable ?? true)),
      reschedule: (tx, again) => this.#settle(tx, () => queue.reschedule(tx, job, again)),
    };
  }

  async #hold(tx: Transaction): Promise<void> {
    this.#abort.signal.throwIfAborted();
    if (await this.#setup.queue.heartbeat(tx, this.#job)) return;
    const lost = new LeaseLost(this.#job);
    this.#abort.abort(lost);
    throw lost;
  }

  async #settle<T>(tx: Transaction, settlement: () => Promise<T>): Promise<T> {
    const stop: unknown = this.#abort.signal.reason;
    if (isLeaseLost(stop)) throw stop;
    try {
      const result = await settlement();
      tx.afterCommit(() => {
        this.#isSettled = true;
        this.#keeper.stop();
      });
      return result;
    } catch (error) {
      if (error instanceof LeaseLost) this.#abort.abort(error);
      throw error;
    }
  }

  async #fail(tx: Transaction, error: unknown, isRetryable: boolean): Promise<"waiting" | "dead"> {
    const retryDelayMs = this.#handler.retryDelayMs(this.#job.attempts);
    const failure = { error, isRetryable, retryDelayMs };
    const state = await this.#setup.queue.fail(tx, this.#job, failure);
    if (state === "dead") await this.#handler.bury(tx, this.#job, error);
    return state;
  }

  async #settleFailure(error: unknown): Promise<void> {
    const { database, queue, onError } = this.#setup;
    const job = this.#job;
    const stop: unknown = this.#abort.signal.reason;
    const isOursToSettle = !this.#isSettled && !isLeaseLost(error) && !isLeaseLost(stop);
    if (!isOursToSettle || !(stop instanceof WorkerStopped)) onError(error, job);
    if (!isOursToSettle) return;
    failPoint("before_failure_commit");
    try {
      await database.transaction(async (tx) => {
        if (stop instanceof WorkerStopped) await queue.release(tx, job);
        // That the database was away says nothing of the job.
        else if (error instanceof DatabaseUnavailable) await queue.lose(tx, job);
        else await this.#fail(tx, error, !isFinal(error));
      });
    } catch (settlementError) {
      // The lease runs out by itself, and the next claim deals with the job.
      onError(settlementError, job);
    }
  }
}

/** What no further attempt could change. */
const isFinal = (error: unknown) =>
  error instanceof PayloadUnreadable || error instanceof JobNeverEnded;
const isLeaseLost = (error: unknown): error is LeaseLost => error instanceof LeaseLost;
