import type { Clock } from "#gateway/clock.ts";
import type { Database } from "#gateway/database/database.ts";
import { problem } from "#gateway/http/problem.ts";
import { countItemsDoneSince, countWaitingItems } from "./backlog-store.ts";

export interface BacklogOptions {
  database: Database;
  clock: Clock;
  /** Items that may wait before no further batch is accepted. */
  mostItems: number;
}

/** How old the count may be, in milliseconds: counting costs a look at each batch that has not ended. */
const COUNTED_EVERY_MS = 1_000;
const MEASURED_SECONDS = 60;
/** Said where nothing has been done in the last minute. */
const UNKNOWN_RETRY_SECONDS = 60;
const LONGEST_RETRY_SECONDS = 300;

interface Count {
  atMs: number;
  items: Promise<number>;
}

/** Bounds the work that has been accepted and is not done. */
export class Backlog {
  readonly #options: BacklogOptions;
  #counted: Count | undefined;

  constructor(options: BacklogOptions) {
    this.#options = options;
  }

  /**
   * Throws `overloaded` when as many items wait as may, with the time that the lanes will take for those above the bound, at
   * the rate of the last minute. Asked outside of transactions.
   */
  async requireRoom(): Promise<void> {
    const { mostItems } = this.#options;
    const waiting = await this.#waitingItems();
    if (waiting < mostItems) return;
    const message = `${waiting} items wait to be done, as many as the gateway takes; submit again in a moment. The quote is not used.`;
    throw problem(
      "overloaded",
      message,
      { waiting_items: waiting, most_waiting_items: mostItems },
      await this.#retrySeconds(waiting - mostItems + 1),
    );
  }

  /** Tells of a batch that was accepted, so that a count that is a moment old is none too low. */
  accept(items: number): void {
    if (this.#counted === undefined) return;
    const { atMs, items: counted } = this.#counted;
    this.#keep({ atMs, items: counted.then((sum) => sum + items) });
  }

  #waitingItems(): Promise<number> {
    const nowMs = performance.now();
    if (this.#counted === undefined || nowMs - this.#counted.atMs >= COUNTED_EVERY_MS) {
      return this.#keep({ atMs: nowMs, items: countWaitingItems(this.#options.database) });
    }
    return this.#counted.items;
  }

  #keep(counted: Count): Promise<number> {
    this.#counted = counted;
    // A count that failed is made again by whoever comes next.
    counted.items.catch(() => (this.#counted = undefined));
    return counted.items;
  }

  async #retrySeconds(items: number): Promise<number> {
    const { clock, database } = this.#options;
    const since = new Date(clock.now().getTime() - MEASURED_SECONDS * 1_000);
    const done = await countItemsDoneSince(database, since);
    if (done === 0) return UNKNOWN_RETRY_SECONDS;
    return Math.min(Math.ceil((items * MEASURED_SECONDS) / done), LONGEST_RETRY_SECONDS);
  }
}
