import { setTimeout as delay } from "node:timers/promises";

import { Alarm } from "./alarm.ts";
import type { JobRoom } from "./claim-jobs.ts";
import type { JobHandler } from "./job-handler.ts";
import { JobRun, type JobRunSetup } from "./job-run.ts";

export interface WorkerOptions extends JobRunSetup {
  readonly handlers: readonly JobHandler[];
  /** How many jobs of a kind run at a time where its handler does not say; 4 by default. */
  readonly concurrency?: number;
  /** How often to look for jobs that no enqueue in this process announced: other processes', retries, expired leases; 500 by default. */
  readonly pollMs?: number;
}

interface DrainOptions {
  /** How long running handlers may go on undisturbed; 5 s by default. */
  readonly finishMs?: number;
  /** How long they then have after their signals are aborted; 1 s by default. */
  readonly abortMs?: number;
}

/** Claims jobs and runs their handlers. */
export interface JobWorker {
  /** Begins to claim; once, at the start. */
  start(): void;
  /** Looks for jobs now rather than at the next poll. */
  wake(): void;
  /** Resolves once this worker runs nothing and found nothing due; what other workers run is not waited for. */
  whenIdle(): Promise<void>;
  /**
   * Stops claiming, lets handlers finish, then aborts their signals and gives their jobs back. Returns
   * how many handlers ignored that; their leases will run out.
   */
  drain(options?: DrainOptions): Promise<number>;
}

/** A worker over all kinds that it has handlers for; jobs of other kinds are left alone. */
export function createWorker(options: WorkerOptions): JobWorker {
  return new ClaimingWorker(options);
}

class ClaimingWorker implements JobWorker {
  readonly #options: WorkerOptions;
  readonly #handlers: ReadonlyMap<string, JobHandler>;
  readonly #runs = new Map<JobRun, Promise<void>>();
  readonly #alarm = new Alarm();
  #idleWaiters: (() => void)[] = [];
  #isDraining = false;
  #claiming: Promise<void> | undefined;
  #stopListening: () => void = () => undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#handlers = new Map(options.handlers.map((handler) => [handler.kind, handler]));
    if (this.#handlers.size !== options.handlers.length) {
      throw new Error("Two handlers share one kind of job.");
    }
  }

  start(): void {
    if (this.#claiming) throw new Error("The worker was started already.");
    this.#stopListening = this.#options.queue.onEnqueued(() => this.wake());
    this.#claiming = this.#claimUntilDrained();
  }

  wake(): void {
    this.#alarm.ring();
  }

  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
      this.wake();
    });
  }

  async drain({ finishMs = 5_000, abortMs = 1_000 }: DrainOptions = {}): Promise<number> {
    this.#isDraining = true;
    this.#stopListening();
    this.wake();
    await this.#claiming;
    await this.#settledWithin(finishMs);
    for (const run of this.#runs.keys()) run.stop();
    await this.#settledWithin(abortMs);
    this.#idleWaiters.splice(0).forEach((resolve) => resolve());
    return this.#runs.size;
  }

  async #claimUntilDrained(): Promise<void> {
    const { pollMs = 500, onError } = this.#options;
    while (!this.#isDraining) {
      // Who asks from here on may know of jobs that this claim does not see.
      const asking = this.#idleWaiters.splice(0);
      let isIdle = false;
      try {
        // With a run going on, its kind may be full, and then the claim does not ask for it.
        const isQuiet = this.#runs.size === 0;
        isIdle = (await this.#claim()) === 0 && isQuiet;
      } catch (error) {
        onError(error);
      }
      if (isIdle) asking.forEach((resolve) => resolve());
      else this.#idleWaiters.unshift(...asking);
      await this.#alarm.wait(pollMs);
    }
  }

  /** Starts as many due jobs as there is room for and returns how many those were. */
  async #claim(): Promise<number> {
    const rooms = this.#rooms();
    if (rooms.length === 0) return 0;
    const { database, queue } = this.#options;
    const jobs = await queue.claim(database, rooms);
    for (const job of jobs) {
      const handler = this.#handlers.get(job.kind);
      if (handler) this.#start(new JobRun(this.#options, handler, job));
    }
    return jobs.length;
  }

  #rooms(): JobRoom[] {
    const used = new Map<string, number>();
    for (const { kind } of this.#runs.keys()) used.set(kind, (used.get(kind) ?? 0) + 1);
    return [...this.#handlers.values()]
      .map(({ kind, concurrency = this.#options.concurrency ?? 4 }) => ({
        kind,
        free: concurrency - (used.get(kind) ?? 0),
      }))
      .filter(({ free }) => free > 0);
  }

  #start(run: JobRun): void {
    const settled = run.run().finally(() => {
      this.#runs.delete(run);
      this.wake();
    });
    this.#runs.set(run, settled);
  }

  async #settledWithin(longestMs: number): Promise<void> {
    if (this.#runs.size === 0) return;
    const timer = new AbortController();
    await Promise.race([
      Promise.all(this.#runs.values()),
      delay(longestMs, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
  }
}
