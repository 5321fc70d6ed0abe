import { Alarm } from "./alarm.ts";

/** Which kinds of job are looked for: all of them, or these. */
export type SoughtKinds = "all" | ReadonlySet<string>;

/**
 * Knows of which kinds there may be jobs that a worker has not seen. Of all where some were announced, and whenever the time of
 * a poll has passed; of one where a run of it has ended, which a kind with many short runs does all the time.
 */
export class Lookout {
  readonly #pollMs: number;
  readonly #alarm = new Alarm();
  #isForAll = true;
  #kinds = new Set<string>();
  #lookedForAllAtMs = 0;

  constructor(pollMs: number) {
    this.#pollMs = pollMs;
  }

  ringForAll(): void {
    this.#isForAll = true;
    this.#alarm.ring();
  }

  ringFor(kind: string): void {
    this.#kinds.add(kind);
    this.#alarm.ring();
  }

  /** Takes what is to be looked for at this moment. */
  take(): SoughtKinds {
    const now = performance.now();
    const kinds = this.#kinds;
    this.#kinds = new Set();
    if (!this.#isForAll && now - this.#lookedForAllAtMs < this.#pollMs) return kinds;
    this.#isForAll = false;
    this.#lookedForAllAtMs = now;
    return "all";
  }

  /** Resolves when there is something to look for again. One waiter at a time. */
  async wait(): Promise<void> {
    const passedMs = performance.now() - this.#lookedForAllAtMs;
    await this.#alarm.wait(Math.max(0, this.#pollMs - passedMs));
  }
}
