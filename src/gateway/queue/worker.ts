import { setTimeout as delay } from "node:timers/promises";

import { failPoint } from "../fail-points/fail-point.ts";
import type { JobRoom } from "./claim-jobs.ts";
import { MANY_CLAIMED } from "./claim-shared-jobs.ts";
import type { NextDue } from "./count-jobs.ts";
import type { ClaimedJob } from "./job.ts";
import type { JobHandler } from "./job-handler.ts";
import { roomsBeside, sharedRoomBeside } from "./job-rooms.ts";
import { JobRun, type JobRunSetup } from "./job-run.ts";
import { Lookout, type SoughtKinds } from "./lookout.ts";

export interface WorkerOptions extends JobRunSetup {
  readonly handlers: readonly JobHandler[];
  /** How many jobs of a kind run at a time where its handler does not say; 4 by default. */
  readonly concurrency?: number;
  /** How often to look for jobs that no enqueue in this process announced: other processes', retries, expired leases; 500 by default. */
  readonly pollMs?: number;
  /** While true the worker begins nothing by itself: somebody else does, by `startNext`. Never so by default. */
  readonly isConducted?: () => boolean;
}

interface DrainOptions {
  /** How long running handlers may go on undisturbed; 5 s by default. */
  readonly finishMs?: number;
  /** How long they then have after their signals are aborted; 1 s by default. */
  readonly abortMs?: number;
}

/** How many jobs of a kind run at a time where its handler does not say. */
const CONCURRENCY = 4;
const POLL_MS = 500;

/** How long, in milliseconds, handlers have to end when the worker is halted; who takes longer has lost his lease. */
const HALT_MS = 2_000;

/** Claims jobs and runs their handlers. */
export interface JobWorker {
  /** Begins to claim; once, at the start. */
  start(): void;
  /** Looks for jobs now rather than at the next poll. */
  wake(): void;
  /**
   * Begins the first of all jobs that are due, the highest priority first, of each kind one at a time; undefined when
   * there is none to begin.
   */
  startNext(): Promise<{ readonly ended: Promise<void> } | undefined>;
  /** When the next job is due that `startNext` could begin, and the next of them that is no housekeeping. */
  nextDue(): Promise<NextDue>;
  /** Stops what runs and gives its jobs back, runs `work` while nothing is claimed, then goes on. One at a time. */
  halt(work: () => Promise<void>): Promise<void>;
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
  readonly #lookout: Lookout;
  #idleWaiters: (() => void)[] = [];
  #isDraining = false;
  #isHalted = false;
  #isFailing = false;
  /** The claim under way, if there is one. */
  #claim: Promise<unknown> = Promise.resolve();
  #claiming: Promise<void> | undefined;
  #stopListening: () => void = () => undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#lookout = new Lookout(options.pollMs ?? POLL_MS);
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
    this.#lookout.ringForAll();
  }

  async startNext(): Promise<{ readonly ended: Promise<void> } | undefined> {
    if (this.#isDraining || this.#isHalted) return undefined;
    const { database, queue } = this.#options;
    const rooms = this.#rooms(1);
    if (rooms.length === 0) return undefined;
    const [ended] = await this.#begin(() => queue.claim(database, rooms, { limit: 1 }));
    return ended && { ended };
  }

  async nextDue(): Promise<NextDue> {
    const { database, queue } = this.#options;
    const kinds = this.#rooms(1).map(({ kind }) => kind);
    const awaited = kinds.filter((kind) => this.#handlers.get(kind)?.isHousekeeping === false);
    return queue.nextDue(database, kinds, awaited);
  }

  async halt(work: () => Promise<void>): Promise<void> {
    this.#isHalted = true;
    try {
      await this.#claim;
      for (const run of this.#runs.keys()) run.stop();
      await this.#settledWithin(HALT_MS);
      await work();
    } finally {
      this.#isHalted = false;
      this.wake();
    }
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
    const { onError, isConducted } = this.#options;
    while (!this.#isDraining) {
      // Who asks from here on may know of jobs that this claim does not see.
      const asking = this.#idleWaiters.splice(0);
      const sought = this.#lookout.take();
      const kinds = asking.length > 0 ? "all" : sought;
      let isIdle = false;
      const isHeld = this.#isHalted || isConducted?.() === true;
      try {
        // With a run going on, its kind may be full, and then the claim does not ask for it.
        const isQuiet = this.#runs.size === 0;
        const begun = isHeld ? 0 : await this.#claimJobs(kinds);
        isIdle = !isHeld && begun === 0 && isQuiet;
        this.#isFailing = false;
      } catch (error) {
        // A database that is away fails every claim until it is back; one line says so.
        if (!this.#isFailing) onError(error);
        this.#isFailing = true;
      }
      if (isIdle) asking.forEach((resolve) => resolve());
      else this.#idleWaiters.unshift(...asking);
      await this.#lookout.wait();
    }
  }

  /** Starts as many due jobs of these kinds as there is room for, and returns how many those are. */
  async #claimJobs(kinds: SoughtKinds): Promise<number> {
    const { database, queue } = this.#options;
    const isSought = ({ kind }: { kind: string }) => kinds === "all" || kinds.has(kind);
    const rooms = this.#rooms().filter(isSought);
    let begun = 0;
    if (rooms.length > 0) begun += (await this.#begin(() => queue.claim(database, rooms))).length;
    for (const handler of this.#handlers.values()) {
      if (!isSought(handler)) continue;
      const room = sharedRoomBeside(this.#running(), handler);
      if (room === undefined || this.#isHalted || this.#isDraining) continue;
      const { length } = await this.#begin(() => queue.claimShared(database, room));
      if (length >= MANY_CLAIMED) this.#lookout.ringFor(handler.kind);
      begun += length;
    }
    return begun;
  }

  /** Starts what a claim gives and returns the ends. */
  async #begin(claimJobs: () => Promise<ClaimedJob[]>): Promise<Promise<void>[]> {
    const askedAtMs = performance.now();
    const claim = claimJobs();
    this.#claim = claim.catch(() => undefined);
    const jobs = await claim;
    failPoint("after_claim");
    return jobs.flatMap((job) => {
      const handler = this.#handlers.get(job.kind);
      return handler ? [this.#start(new JobRun(this.#options, handler, job, askedAtMs))] : [];
    });
  }

  /** Of each kind without turns as many as its handler takes, or of each kind at most so many. */
  #rooms(most?: number): JobRoom[] {
    const handlers = [...this.#handlers.values()];
    const taken =
      most === undefined ? handlers.filter(({ shared }) => shared === undefined) : handlers;
    const { concurrency = CONCURRENCY } = this.#options;
    return roomsBeside(this.#running(), taken, {
      concurrency,
      ...(most !== undefined && { most }),
    });
  }

  #running(): ClaimedJob[] {
    return [...this.#runs.keys()].map(({ job }) => job);
  }

  #start(run: JobRun): Promise<void> {
    // What a claim brought that was under way when the draining began goes back at once.
    if (this.#isDraining) run.stop();
    const settled = run.run().finally(() => {
      this.#runs.delete(run);
      this.#lookout.ringFor(run.job.kind);
    });
    this.#runs.set(run, settled);
    return settled;
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
