import { setImmediate as nextTurn } from "node:timers/promises";
import { Alarm } from "../queue/alarm.ts";
import type { LogicalTime } from "./logical-time.ts";
import { Pacer } from "./pacer.ts";
import { Turns } from "./turns.ts";
import type { VirtualWaits } from "./virtual-waits.ts";

/** The jobs as a conductor begins them. */
export interface ConductedJobs {
  /** Begins the first of the jobs that are due, of each kind one at a time; undefined when there is none to begin. */
  startNext(): Promise<{ readonly ended: Promise<void> } | undefined>;
  /** When the next job that could begin is due, and the next that somebody waits for; null where there is none. */
  nextDue(): Promise<{ readonly any: Date | null; readonly awaited: Date | null }>;
}

/** How a rehearsal is played. */
export interface Playing {
  pace: number;
  is_paused: boolean;
}

export interface ConductorOptions extends Playing {
  time: LogicalTime;
  waits: VirtualWaits;
  onError: (error: unknown) => void;
}

/** How long, in real milliseconds, nothing to do is taken for granted. */
const IDLE_MS = 1_000;

/**
 * Plays a rehearsal, one event at a time: a request that changes something, a job that begins, a wait that ends. The next
 * event comes when whatever the last one set going has come to rest, so that their order depends on the clock alone and
 * never on how quick the machine is. Within a unit the items only compute between two waits (its result files are written
 * beside, and hold nothing up before 32 MiB wait to be written), and only units wait, one at a time: so everything is
 * at rest when no job runs but the unit whose items wait.
 */
export class Conductor {
  readonly #options: ConductorOptions;
  readonly #alarm = new Alarm();
  readonly #turns = new Turns(() => this.#alarm.ring());
  readonly #pacer = new Pacer();
  readonly #advances: { untilMs: number; resolve: () => void }[] = [];
  #playing: Playing;
  #running = 0;
  /** As of the last look; undefined when a request or a job may have changed it since. */
  #jobsDue: { anyMs: number; awaitedMs: number } | undefined;
  #isEnded = false;

  constructor(options: ConductorOptions) {
    this.#options = options;
    this.#playing = options;
  }

  /** Begins to play, once. */
  start(jobs: ConductedJobs): void {
    void this.#play(jobs);
  }

  /** Stops playing; who waits for a turn or for time to pass is let go. */
  end(): void {
    this.#isEnded = true;
    this.#turns.close();
    for (const { resolve } of this.#advances.splice(0)) resolve();
    this.#alarm.ring();
  }

  change(playing: Playing): void {
    this.#playing = playing;
    this.#pacer.rest();
    this.#alarm.ring();
  }

  /** See `Turns.take`. */
  takeTurn(): Promise<() => void> {
    return this.#turns.take();
  }

  /** Lets time pass without a delay, paused or not: what falls due in it happens in it. Resolves when it has passed. */
  async advance(ms: number): Promise<void> {
    if (ms === 0 || this.#isEnded) return;
    await new Promise<void>((resolve) => {
      this.#advances.push({ untilMs: this.#options.time.nowMs + ms, resolve });
      this.#alarm.ring();
    });
  }

  /** Waits in the rehearsal's time; rejects with the signal's reason as soon as that aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void> {
    const { time, waits } = this.#options;
    this.#alarm.ring();
    // The clock knows whole milliseconds alone.
    return waits.add(time.nowMs + Math.round(ms), signal);
  }

  async #play(jobs: ConductedJobs): Promise<void> {
    while (!this.#isEnded) {
      try {
        await this.#step(jobs);
      } catch (error) {
        if (this.#isEnded) return;
        this.#options.onError(error);
        await this.#alarm.wait(IDLE_MS);
      }
    }
  }

  async #step(jobs: ConductedJobs): Promise<void> {
    const { time, waits } = this.#options;
    await this.#comeToRest();
    if (this.#isEnded) return;
    const [advance] = this.#advances;
    const isHeld = this.#playing.is_paused && advance === undefined;
    const due = (this.#jobsDue ??= await lookAt(jobs));
    // What is due comes before a request: else it would depend on how soon somebody acts upon what he has just seen.
    if (!isHeld && due.anyMs <= time.nowMs) return this.#begin(jobs);
    if (await this.#turns.giveNext()) {
      this.#jobsDue = undefined;
      return;
    }
    if (isHeld) return this.#idle();

    const waitMs = waits.nextDueMs ?? Number.POSITIVE_INFINITY;
    const nextMs = Math.min(waitMs, due.anyMs);
    if (advance !== undefined && nextMs > advance.untilMs) {
      await time.moveTo(advance.untilMs);
      this.#advances.shift();
      return advance.resolve();
    }
    if (advance === undefined) {
      // For housekeeping alone the clock does not go on; on the way to something else it is done at its time.
      const isAwaited = Math.min(waitMs, due.awaitedMs) < Number.POSITIVE_INFINITY;
      if (!isAwaited) return this.#idle();
      const aheadMs = nextMs - time.nowMs;
      if (!(await this.#pacer.hasPassed(aheadMs, this.#playing.pace, this.#alarm))) return;
    }
    await time.moveTo(nextMs);
    if (waitMs <= time.nowMs) waits.endNext();
  }

  /** Waits until nothing is under way but waits. */
  async #comeToRest(): Promise<void> {
    for (;;) {
      // What a wait or a job sets going without the outside is done within a turn of the event loop.
      await nextTurn();
      await nextTurn();
      const atWork = this.#running - (this.#options.waits.size > 0 ? 1 : 0);
      if (atWork <= 0 || this.#isEnded) return;
      await this.#alarm.wait(IDLE_MS);
    }
  }

  async #begin(jobs: ConductedJobs): Promise<void> {
    this.#jobsDue = undefined;
    const begun = await jobs.startNext();
    // Its lease may be another worker's still; it will run out.
    if (begun === undefined) return this.#idle();
    this.#running += 1;
    void begun.ended.finally(() => {
      this.#running -= 1;
      this.#jobsDue = undefined;
      this.#alarm.ring();
    });
  }

  async #idle(): Promise<void> {
    await this.#alarm.wait(IDLE_MS);
    this.#jobsDue = undefined;
    this.#pacer.rest();
  }
}

async function lookAt(jobs: ConductedJobs): Promise<{ anyMs: number; awaitedMs: number }> {
  const { any, awaited } = await jobs.nextDue();
  return {
    anyMs: any?.getTime() ?? Number.POSITIVE_INFINITY,
    awaitedMs: awaited?.getTime() ?? Number.POSITIVE_INFINITY,
  };
}
