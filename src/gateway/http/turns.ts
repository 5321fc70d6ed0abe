import { problem } from "./problem.ts";

/** What is done by turns, and how much of it. */
export interface TurnsOptions {
  /** Done at a time. */
  concurrent: number;
  /** Kept waiting; what comes beyond that is refused. */
  waiting: number;
  /** Said to who is refused. */
  message: string;
}

/** How much of the mean a new duration counts. */
const NEWEST_SHARE = 0.1;
const LONGEST_RETRY_SECONDS = 60;

/**
 * Bounds what goes on at a time and what waits for it, so that too much of it is refused rather than piled up in memory: with
 * 503 `overloaded` and, in `Retry-After`, how long those before it will take by what has been measured.
 */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #waiting = new Set<() => void>();
  #inHand = 0;
  #meanMs = 0;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Resolves when it is one's turn, to the function that ends it; throws `overloaded` when too many wait already. */
  async enter(signal?: AbortSignal): Promise<() => void> {
    const { concurrent, waiting } = this.#options;
    signal?.throwIfAborted();
    if (this.#inHand >= concurrent && this.#waiting.size < waiting) {
      await this.#wait(signal);
      return this.#entered();
    }
    return this.enterAtOnce();
  }

  /** The same for who does not wait: throws `overloaded` when it is not its turn at once. */
  enterAtOnce(): () => void {
    const { concurrent, message } = this.#options;
    if (this.#inHand >= concurrent) throw problem("overloaded", message, {}, this.#retrySeconds());
    this.#inHand += 1;
    return this.#entered();
  }

  #entered(): () => void {
    const enteredAt = performance.now();
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#note(performance.now() - enteredAt);
      this.#handOn();
    };
  }

  async run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const leave = await this.enter(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal?.removeEventListener("abort", abort);
        resolve();
      };
      const abort = (): void => {
        this.#waiting.delete(start);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#waiting.add(start);
    });
  }

  /** Whoever ends hands the turn on, so the number in hand does not change while somebody waits. */
  #handOn(): void {
    const [start] = this.#waiting;
    if (start === undefined) {
      this.#inHand -= 1;
      return;
    }
    this.#waiting.delete(start);
    start();
  }

  #note(ms: number): void {
    this.#meanMs += (this.#meanMs === 0 ? 1 : NEWEST_SHARE) * (ms - this.#meanMs);
  }

  #retrySeconds(): number {
    const ahead = this.#inHand + this.#waiting.size;
    const seconds = (ahead * this.#meanMs) / this.#options.concurrent / 1_000;
    return Math.min(Math.max(1, Math.ceil(seconds)), LONGEST_RETRY_SECONDS);
  }
}
