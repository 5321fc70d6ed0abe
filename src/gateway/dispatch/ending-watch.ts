import type { BatchId } from "#contract/primitives.ts";
import { type BatchEnding, listEndings } from "#gateway/batches/store.ts";
import type { Database } from "#gateway/database/database.ts";

/** Why the items of a unit are stopped before they are done. */
export class UnitStopped extends Error {
  override readonly name = "UnitStopped";
  readonly ending: BatchEnding;

  constructor(ending: BatchEnding) {
    super(`The batch is to end ${ending}.`);
    this.ending = ending;
  }
}

/** A batch under watch. */
export interface Watched {
  /** Aborted with a `UnitStopped` once the batch is to end early. */
  signal: AbortSignal;
  /** Ends the watch. */
  release(): void;
}

export interface EndingWatchOptions {
  database: Database;
  /** How often to look for endings that other processes have decided. */
  pollMs: number;
  onError: (error: unknown) => void;
}

/**
 * Notices that running batches are to end early: within this process at once, from other processes within `pollMs`. All
 * batches under watch cost one query a poll together; with none there is no timer.
 */
export class EndingWatch {
  readonly #options: EndingWatchOptions;
  readonly #watched = new Map<BatchId, Set<AbortController>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: EndingWatchOptions) {
    this.#options = options;
  }

  watch(batch_id: BatchId): Watched {
    const controller = new AbortController();
    const controllers = this.#watched.get(batch_id) ?? new Set();
    this.#watched.set(batch_id, controllers.add(controller));
    this.#schedule();
    return {
      signal: controller.signal,
      release: () => {
        controllers.delete(controller);
        if (controllers.size === 0) this.#watched.delete(batch_id);
        if (this.#watched.size > 0) return;
        clearTimeout(this.#timer);
        this.#timer = undefined;
      },
    };
  }

  /** Tells that a batch of this process is to end early. */
  notice(batch_id: BatchId, ending: BatchEnding): void {
    for (const controller of this.#watched.get(batch_id) ?? [])
      controller.abort(new UnitStopped(ending));
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.#look(), this.#options.pollMs);
  }

  async #look(): Promise<void> {
    const { database, onError } = this.#options;
    try {
      for (const { id, ending } of await listEndings(database, [...this.#watched.keys()]))
        this.notice(id, ending);
    } catch (error) {
      onError(error);
    }
    this.#timer = undefined;
    if (this.#watched.size > 0) this.#schedule();
  }
}
