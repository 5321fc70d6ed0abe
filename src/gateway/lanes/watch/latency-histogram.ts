/** Four buckets for each doubling: a quantile is off by a tenth at most. */
const BUCKETS_PER_DOUBLING = 4;
/** Up to 2^20 ms, a good quarter of an hour: a single call takes no longer. */
const BUCKETS = 20 * BUCKETS_PER_DOUBLING;

/** Milliseconds. */
interface Latency {
  median: number;
  p95: number;
}

/** Times of calls, kept as counts by their size alone, so that any number of them takes the same room and adds up. */
export class LatencyHistogram {
  readonly #counts = Array.from({ length: BUCKETS }, () => 0);

  /** Counts one time; what is under a millisecond counts as that. */
  add(ms: number): void {
    const bucket = Math.floor(Math.log2(Math.max(1, ms)) * BUCKETS_PER_DOUBLING);
    this.#counts[Math.min(bucket, BUCKETS - 1)]! += 1; // within the array by what stands before
  }

  /** Adds what `counts` of another histogram gave. */
  addCounts(counts: readonly number[]): void {
    for (const [bucket, count] of counts.slice(0, BUCKETS).entries())
      this.#counts[bucket]! += count; // within the array by the slice
  }

  /** From the smallest size up, without the empty sizes at the end. */
  counts(): number[] {
    return this.#counts.slice(0, this.#counts.findLastIndex((count) => count > 0) + 1);
  }

  get size(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** Null while there are fewer times than `least`. */
  latency(least: number): Latency | null {
    const size = this.size;
    if (size === 0 || size < least) return null;
    return { median: this.#quantile(0.5, size), p95: this.#quantile(0.95, size) };
  }

  /** The middle of the bucket in which the share of the times is reached, in whole milliseconds. */
  #quantile(share: number, size: number): number {
    let seen = 0;
    const bucket = this.#counts.findIndex((count) => (seen += count) >= size * share);
    return Math.round(2 ** ((bucket + 0.5) / BUCKETS_PER_DOUBLING));
  }
}
