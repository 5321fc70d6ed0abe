import { onAbort } from "#gateway/on-abort.ts";

/** A unit may hold this much in any case; what it waits for then is an item of its own, which will end. */
const HELD_IN_ANY_CASE_BYTES = 1024 * 1024;

/** Bounds the answers that wait in memory to be written, over all units in hand. */
export class AnswerRoom {
  readonly #mostBytes: number;
  #bytes = 0;
  #waiters: (() => void)[] = [];

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  take(sizeBytes: number): void {
    this.#bytes += sizeBytes;
  }

  giveBack(sizeBytes: number): void {
    this.#bytes -= sizeBytes;
    for (const wake of this.#waiters.splice(0)) wake();
  }

  /**
   * Resolves when a unit that holds so much may begin another item; rejects with the signal's reason when that aborts
   * first.
   */
  async free(heldBytes: () => number, signal: AbortSignal): Promise<void> {
    while (heldBytes() > HELD_IN_ANY_CASE_BYTES && this.#bytes > this.#mostBytes) {
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        const stopListening = onAbort(signal, resolve);
        this.#waiters.push(() => {
          stopListening();
          resolve();
        });
      });
    }
  }
}
