import type { Database } from "../database/database.ts";
import { type Lease, LeaseLost } from "./job.ts";
import type { Queue } from "./queue.ts";

export interface LeaseKeeperOptions {
  readonly database: Database;
  readonly queue: Queue;
  readonly lease: Lease;
  /** When the lease was asked for, by `performance.now()`: it may have begun then, however late the answer came. */
  readonly askedAtMs: number;
  /** Called once, as soon as nothing may be written any more. */
  readonly onLost: (reason: LeaseLost) => void;
  /** Told of heartbeats that could not be asked for. */
  readonly onError: (error: unknown) => void;
}

/** Heartbeats in a lease. */
const BEATS = 3;

/**
 * Keeps a lease by heartbeats, one at a time, and knows by this process's own monotonic clock when it is over: also while
 * the database cannot be asked, gives no answer, or the process stood still.
 */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  #heldSinceMs: number;
  #isKeeping = false;
  #isBeating = false;
  #beats: NodeJS.Timeout | undefined;
  #end: NodeJS.Timeout | undefined;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
    this.#heldSinceMs = options.askedAtMs;
  }

  start(): void {
    this.#isKeeping = true;
    const intervalMs = this.#options.queue.leaseMs / BEATS;
    this.#beats = setInterval(() => void this.#beatQuietly(), intervalMs);
    this.#awaitEnd();
  }

  /** From here on the lease is somebody else's business. */
  stop(): void {
    this.#isKeeping = false;
    clearInterval(this.#beats);
    clearTimeout(this.#end);
  }

  /** Extends the lease; false when it is lost. */
  async beat(): Promise<boolean> {
    const { database, queue, lease } = this.#options;
    const askedAtMs = performance.now();
    const isHeld = await queue.heartbeat(database, lease);
    if (isHeld) this.#heldSinceMs = Math.max(this.#heldSinceMs, askedAtMs);
    else this.#lose();
    return isHeld;
  }

  async #beatQuietly(): Promise<void> {
    if (this.#isBeating) return;
    this.#isBeating = true;
    try {
      await this.beat();
    } catch (error) {
      this.#options.onError(error);
    } finally {
      this.#isBeating = false;
    }
  }

  #awaitEnd(): void {
    const leftMs = this.#heldSinceMs + this.#options.queue.leaseMs - performance.now();
    if (leftMs <= 0) this.#lose();
    else this.#end = setTimeout(() => this.#awaitEnd(), Math.ceil(leftMs));
  }

  #lose(): void {
    if (!this.#isKeeping) return;
    this.stop();
    this.#options.onLost(new LeaseLost(this.#options.lease));
  }
}
