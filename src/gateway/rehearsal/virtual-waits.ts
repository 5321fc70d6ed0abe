import { onAbort } from "../on-abort.ts";

interface VirtualWait {
  dueMs: number;
  resolve: () => void;
  detach: () => void;
}

/** Waits that end when they are told to: the earliest first, of those due at one moment the first to have begun. */
export class VirtualWaits {
  /** The next to end is the last: that end of an array is the cheap one. */
  readonly #waits: VirtualWait[] = [];

  get size(): number {
    return this.#waits.length;
  }

  /** The moment in Unix milliseconds at which the next one is due; undefined when nobody waits. */
  get nextDueMs(): number | undefined {
    return this.#waits.at(-1)?.dueMs;
  }

  /** Resolves when it is ended; rejects with the signal's reason as soon as that aborts. */
  add(dueMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const detach = onAbort(signal, () => {
        this.#waits.splice(this.#waits.indexOf(wait), 1);
        reject(signal.reason);
      });
      const wait = { dueMs, resolve, detach };
      this.#waits.splice(this.#placeOf(dueMs), 0, wait);
    });
  }

  /** Ends the next one, if there is one. */
  endNext(): void {
    const wait = this.#waits.pop();
    wait?.detach();
    wait?.resolve();
  }

  /** Where a new wait goes: before all that are due at the same moment, since they end first. */
  #placeOf(dueMs: number): number {
    let low = 0;
    let high = this.#waits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#waits[middle];
      if (other !== undefined && other.dueMs > dueMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
