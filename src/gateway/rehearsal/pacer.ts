import type { Alarm } from "../queue/alarm.ts";

/** Timers are no finer than this, so shorter sleeps are saved up. */
const SHORTEST_SLEEP_MS = 2;
/** How much of a delay is made up for; what is lost beyond it, by work or a busy machine, is lost. */
const MADE_UP_MS = 50;

/** Tells how long in real time a stretch of a rehearsal's time is to take, and sleeps for it. */
export class Pacer {
  /** The real moment at which the clock stood where it stands, were everything on time. */
  #anchorMs = performance.now();

  /** From here on nothing is late. */
  rest(): void {
    this.#anchorMs = performance.now();
  }

  /** Sleeps until so much of the rehearsal's time may have passed; false when the alarm ended the sleep before. */
  async hasPassed(logicalMs: number, pace: number, alarm: Alarm): Promise<boolean> {
    const dueMs = this.#anchorMs + Math.max(0, logicalMs) / pace;
    const leftMs = dueMs - performance.now();
    if (leftMs >= SHORTEST_SLEEP_MS) await alarm.wait(Math.min(leftMs, 2 ** 31 - 1));
    if (dueMs - performance.now() >= SHORTEST_SLEEP_MS) return false;
    this.#anchorMs = Math.max(dueMs, performance.now() - MADE_UP_MS);
    return true;
  }
}
