import { useCallback, useSyncExternalStore } from "react";
import { gatewayNow, isGatewayClockHeld, subscribeGatewayClock } from "./gateway-clock.ts";

/** What a ticker tells, and whether it moves by itself. */
interface Clock {
  now: () => number;
  isHeld: () => boolean;
}

const GATEWAY: Clock = { now: gatewayNow, isHeld: isGatewayClockHeld };
const BROWSER: Clock = { now: () => Date.now(), isHeld: () => false };

/** One timer for all that tick at the same pace, and none while nothing does or the clock is held. */
class Ticker {
  now: number;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(clock: Clock, intervalMs: number) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.now = clock.now();
    if (clock === GATEWAY) subscribeGatewayClock(() => this.#clockChanged());
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.now = this.#clock.now();
      this.#start();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  #start(): void {
    if (!this.#clock.isHeld()) this.#timer = setInterval(() => this.#tick(), this.#intervalMs);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #clockChanged(): void {
    this.#stop();
    if (this.#listeners.size > 0) this.#start();
    this.#tick();
  }

  #tick(): void {
    this.now = this.#clock.now();
    for (const listener of this.#listeners) listener();
  }
}

const tickers = new Map<Clock, Map<number, Ticker>>();

function tickerOf(clock: Clock, intervalMs: number): Ticker {
  const ofClock = tickers.get(clock) ?? new Map<number, Ticker>();
  tickers.set(clock, ofClock);
  const ticker = ofClock.get(intervalMs) ?? new Ticker(clock, intervalMs);
  ofClock.set(intervalMs, ticker);
  return ticker;
}

function useTicker(ticker: Ticker): number {
  const subscribe = useCallback((listener: () => void) => ticker.subscribe(listener), [ticker]);
  return useSyncExternalStore(subscribe, () => ticker.now);
}

/**
 * The gateway's time in milliseconds since the epoch, renewed at the interval and whenever a rehearsal moves it, for
 * whatever is set beside a moment that the gateway has told; or the browser's own, for what this tab did and does itself,
 * such as its polls. All users of one interval tick together.
 */
export function useNow(intervalMs = 1000, whose: "gateway" | "browser" = "gateway"): number {
  return useTicker(tickerOf(whose === "gateway" ? GATEWAY : BROWSER, intervalMs));
}
