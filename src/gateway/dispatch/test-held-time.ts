import { setImmediate as settle } from "node:timers/promises";

/** A clock that a test moves, with the waits that it ends, each so much too late. */
export class HeldTime {
  ms = 0;
  readonly #lateMs: number;
  readonly waits: { untilMs: number; end: () => void }[] = [];
  constructor(lateMs = 0) {
    this.#lateMs = lateMs;
  }

  now = (): Date => new Date(this.ms);
  wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const one = { untilMs: this.ms + ms + this.#lateMs, end: resolve };
      this.waits.push(one);
      signal.addEventListener("abort", () => {
        this.waits.splice(this.waits.indexOf(one), 1);
        reject(signal.reason);
      });
    });

  /** Lets time pass, and each wait end at its own moment. */
  async pass(ms: number): Promise<void> {
    const until = this.ms + ms;
    for (;;) {
      await settle();
      const next = this.waits
        .filter(({ untilMs }) => untilMs <= until)
        .toSorted((left, right) => left.untilMs - right.untilMs)[0];
      if (next === undefined) break;
      this.ms = next.untilMs;
      this.waits.splice(this.waits.indexOf(next), 1);
      next.end();
    }
    this.ms = until;
  }
}
