/** How long a provider has to end a batch of which the end is wanted, before what it has done is given up. */
const STOPPING_MS = 120_000;

/** After a request that failed: five seconds, doubling up to five minutes, and never sooner than the provider asked for. */
const AFTER_FAILURE = { base_ms: 5_000, most_ms: 300_000 };

/** When to ask again after so many failures in a row. */
export function afterFailures(now: Date, failures: number, retry_after_ms: number | null): Date {
  const { base_ms, most_ms } = AFTER_FAILURE;
  const step = Math.min(most_ms, base_ms * 2 ** (failures - 1));
  return later(now, Math.max(step, retry_after_ms ?? 0));
}

/** When to look again after so many looks. */
export function afterLooks(
  now: Date,
  looks: number,
  { first_ms, most_ms }: { first_ms: number; most_ms: number },
): Date {
  return later(now, Math.min(most_ms, first_ms * 2 ** Math.min(looks, 30)));
}

export function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}

/** A time to look again, or the earlier one at which a batch of which the end is wanted is given up. */
export function notAfterStopping(again: Date, { stopping_at }: { stopping_at: Date | null }): Date {
  const givenUpAt = stopping_at === null ? again : later(stopping_at, STOPPING_MS + 1);
  return givenUpAt < again ? givenUpAt : again;
}

/** Whether the provider has had its time to end a batch. */
export function hasStoppedForLong(
  books: { now: () => Date },
  { stopping_at }: { stopping_at: Date | null },
): boolean {
  return stopping_at !== null && books.now() > later(stopping_at, STOPPING_MS);
}
