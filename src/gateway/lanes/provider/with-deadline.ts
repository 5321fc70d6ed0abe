import { egressFailure } from "#gateway/egress/egress-failure.ts";

/**
 * Runs work under a signal that aborts with the given one, or with an `EgressFailure` `timeout` when the time is over.
 * Nothing of it is left on the given signal afterwards, which lives as long as a unit of work.
 */
export async function withDeadline<Result>(
  timeoutMs: number,
  signal: AbortSignal,
  work: (until: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const ending = new AbortController();
  const abort = (): void => ending.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(() => ending.abort(egressFailure("timeout")), timeoutMs);
  try {
    return await work(ending.signal);
  } catch (error) {
    if (ending.signal.aborted) throw ending.signal.reason;
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}
