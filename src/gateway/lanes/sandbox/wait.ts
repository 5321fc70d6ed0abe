import { setMaxListeners } from "node:events";

/** Resolves after `ms`; rejects with the signal's reason as soon as the signal aborts, and leaves no timer behind. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason);
  // One signal ends all the calls of a unit of work, so that many listeners are no leak here.
  setMaxListeners(0, signal);
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal.addEventListener("abort", abort, { once: true });
  });
}
