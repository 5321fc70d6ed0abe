const BUCKETS = 12;

interface Bucket {
  /** Which stretch of time it is of, counted from the epoch. */
  at: number;
  answered: number;
  failed: number;
}

/** Counts the calls of the latest stretch of time by how they ended; what is older falls out, a twelfth of it at a time. */
export class CallWindow {
  readonly #bucketMs: number;
  #buckets: Bucket[] = [];

  constructor(windowMs: number) {
    this.#bucketMs = windowMs / BUCKETS;
  }

  add(end: "answered" | "failed", nowMs: number): void {
    const at = Math.floor(nowMs / this.#bucketMs);
    this.#buckets = this.#within(at);
    let bucket = this.#buckets.find((known) => known.at === at);
    if (bucket === undefined) {
      bucket = { at, answered: 0, failed: 0 };
      this.#buckets.push(bucket);
    }
    bucket[end] += 1;
  }

  counts(nowMs: number): { answered: number; failed: number } {
    const within = this.#within(Math.floor(nowMs / this.#bucketMs));
    return {
      answered: within.reduce((sum, { answered }) => sum + answered, 0),
      failed: within.reduce((sum, { failed }) => sum + failed, 0),
    };
  }

  clear(): void {
    this.#buckets = [];
  }

  /** Without what lies in the future too: a clock can be set back. */
  #within(now: number): Bucket[] {
    return this.#buckets.filter(({ at }) => at > now - BUCKETS && at <= now);
  }
}
