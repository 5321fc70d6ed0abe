import type { BatchProvider } from "./batch-provider.ts";

/** What a provider that was never answered may still be doing is done by then. */
const MOST_SETTLING_MS = 30_000;

/**
 * Tells a batch that is not there from one that is not there yet: a request that was given up, or whose sender died, may still be at work at the
 * provider. A batch that was not seen counts as not there once it was not seen again after the lane's own deadline, 30 seconds at most.
 */
export class UnseenBatches {
  readonly #provider: BatchProvider;
  /** When each was missed first, by its reference. */
  readonly #missed = new Map<string, number>();

  constructor(provider: BatchProvider) {
    this.#provider = provider;
  }

  /** What to make of a search for the batch with this reference that began now or before; the next one begins anew once this one has decided. */
  judge(reference: string, found: string | null): string | null | "undecided" {
    const { access, connection } = this.#provider;
    const now = access.now().getTime();
    const missedAt = this.#missed.get(reference) ?? now;
    const isSettled = now - missedAt >= Math.min(connection.timeout_ms, MOST_SETTLING_MS);
    if (found === null && !isSettled) {
      this.#missed.set(reference, missedAt);
      return "undecided";
    }
    this.#missed.delete(reference);
    return found;
  }
}
