import { setImmediate as nextTurn } from "node:timers/promises";
import { problem } from "./problem.ts";

/** How slowly a body may come. */
interface PaceLimits {
  /** That is waited for in any case. */
  graceMs: number;
  /** That a body has to come to on the whole: a byte now and then holds a place for nothing. */
  bytesPerSecond: number;
  /** That a client may be silent in one piece. */
  silenceMs: number;
}

/** Below what any line carries; a client that stops for a while after it has sent much is well above it. */
const PACE_LIMITS: PaceLimits = { graceMs: 10_000, bytesPerSecond: 240, silenceMs: 60_000 };

/** Bounds how long a body is waited for: the time that the client takes counts, and none that its reader takes. */
export class BodyPace {
  readonly #limits: PaceLimits;
  #leftMs: number;

  constructor(limits: PaceLimits = PACE_LIMITS) {
    this.#limits = limits;
    this.#leftMs = limits.graceMs;
  }

  /** Settles as the chunk does; throws `invalid_request` where that takes longer than may be. */
  wait<Chunk>(chunk: Promise<Chunk>): Promise<Chunk> {
    const startedAt = performance.now();
    const mayTakeMs = Math.max(0, Math.min(this.#leftMs, this.#limits.silenceMs));
    // A body has thousands of chunks: with a signal that ends the timer of each, the waiting took more than the reading.
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => void this.#tooSlow().then(reject), mayTakeMs);
      timer.unref();
      const settled = (): void => {
        clearTimeout(timer);
        this.#leftMs -= performance.now() - startedAt;
      };
      chunk.finally(settled).then(resolve, reject);
    });
  }

  /** So many bytes have come. */
  note(bytes: number): void {
    this.#leftMs += (bytes / this.#limits.bytesPerSecond) * 1_000;
  }

  async #tooSlow(): Promise<Error> {
    // What has come while this process was busy is read before the client is blamed.
    await nextTurn();
    await nextTurn();
    const message = `The body came too slowly: less than ${this.#limits.bytesPerSecond} bytes a second, or nothing for a minute.`;
    return problem("invalid_request", message, { issues: [{ path: "body", message }] });
  }
}
