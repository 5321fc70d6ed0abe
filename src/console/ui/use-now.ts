import { useCallback, useSyncExternalStore } from "react";

/** One timer for all that tick at the same pace, and none while nothing does. */
class Ticker {
  now = Date.now();
  readonly #intervalMs: number;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#timer === undefined) {
      this.now = Date.now();
      this.#timer = setInterval(() => this.#tick(), this.#intervalMs);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #tick(): void {
    this.now = Date.now();
    for (const listener of this.#listeners) listener();
  }
}

const tickers = new Map<number, Ticker>();

function tickerOf(intervalMs: number): Ticker {
  let ticker = tickers.get(intervalMs);
  if (ticker === undefined) {
    ticker = new Ticker(intervalMs);
    tickers.set(intervalMs, ticker);
  }
  return ticker;
}

/** The time in milliseconds since the epoch, renewed at the interval; all users of one interval tick together. */
export function useNow(intervalMs = 1000): number {
  const ticker = tickerOf(intervalMs);
  const subscribe = useCallback((listener: () => void) => ticker.subscribe(listener), [ticker]);
  return useSyncExternalStore(subscribe, () => ticker.now);
}
