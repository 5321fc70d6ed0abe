/** A signal that is aborted when the time is over or with another signal, until it is ended. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** From here on nothing aborts it. */
  end(): void;
}

/**
 * `AbortSignal.timeout` and `AbortSignal.any` in one. Those cannot be ended: each stays until its time is over, which are
 * thousands where requests are answered at once.
 */
export function startDeadline(timeoutMs: number, other: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const giveUp = (): void => controller.abort(other?.reason);
  const timer = setTimeout(
    () => controller.abort(new DOMException("The time is over.", "TimeoutError")),
    timeoutMs,
  ).unref();
  if (other?.aborted === true) giveUp();
  other?.addEventListener("abort", giveUp);
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      other?.removeEventListener("abort", giveUp);
    },
  };
}
