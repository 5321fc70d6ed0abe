import { CallWindow } from "./call-window.ts";
import type { LaneVerdict } from "./lane-verdict.ts";

/** When a breaker opens, and for how long. */
interface BreakerRules {
  windowMs: number;
  /** Calls within the window, at least. */
  calls: number;
  /** The share of them that failed, at least: from 0 to 1. */
  failedShare: number;
  /** Refusals of the caller with no answer in between. */
  refusals: number;
}

/** For a lane that is called once per item. */
export const CALL_RULES: BreakerRules = {
  windowMs: 60_000,
  calls: 20,
  failedShare: 0.8,
  refusals: 3,
};

/** For a lane that is handed whole batches: it is asked something a few times an hour. */
export const BATCH_RULES: BreakerRules = {
  windowMs: 30 * 60_000,
  calls: 5,
  failedShare: 0.8,
  refusals: 3,
};

const FIRST_OPEN_MS = 15_000;
const LONGEST_OPEN_MS = 5 * 60_000;

/** A breaker that is not closed. */
export interface OpenBreaker {
  /** When it opened first; tries that failed since leave it. */
  since_ms: number;
  /** From then on it is half open. */
  retry_at_ms: number;
  /** In words that follow "because". */
  reason: string;
}

interface Opened extends OpenBreaker {
  openMs: number;
  probe: Probe | null;
}

interface Probe {
  ended: Promise<void>;
  end: () => void;
}

/** Whether a call may be made; the end of one that may counts only while the breaker is as it was. */
type BegunCall =
  | { kind: "let_through"; period: number; isProbe: boolean }
  | { kind: "held"; opened: OpenBreaker };

/**
 * Keeps calls from a lane that has begun to fail: closed, it counts; open, it lets none through, for fifteen seconds at first;
 * then, half open, one, whose success closes it and whose failure opens it for twice as long, five minutes at most.
 */
export class CircuitBreaker {
  readonly #rules: BreakerRules;
  readonly #clock: () => number;
  readonly #window: CallWindow;
  #refusals = 0;
  #opened: Opened | null = null;
  /** Grows with every opening and closing. */
  #period = 0;
  /** What the clock has reached at least, by a wait that has ended: a timer may come a little early. */
  #reachedMs = Number.NEGATIVE_INFINITY;

  /** `clock` gives milliseconds since the epoch. */
  constructor(rules: BreakerRules, clock: () => number) {
    this.#rules = rules;
    this.#clock = clock;
    this.#window = new CallWindow(rules.windowMs);
  }

  /** Null while it is closed. */
  get opened(): OpenBreaker | null {
    return this.#opened;
  }

  get state(): "closed" | "open" | "half_open" {
    if (this.#opened === null) return "closed";
    return this.#nowMs() < this.#opened.retry_at_ms ? "open" : "half_open";
  }

  /** Lets a call through, or holds it. */
  begin(): BegunCall {
    const opened = this.#opened;
    const period = this.#period;
    if (opened === null) return { kind: "let_through", period, isProbe: false };
    if (this.state === "open" || opened.probe !== null) return { kind: "held", opened };
    opened.probe = newProbe();
    return { kind: "let_through", period, isProbe: true };
  }

  /** Counts the end of a call; `words` say how it failed. One that was made although it was held closes the breaker by being answered. */
  end(call: BegunCall, verdict: LaneVerdict, words: string): void {
    if (call.kind === "held") {
      if (verdict === "answered") this.#close();
    } else if (call.period !== this.#period) {
      return;
    } else if (call.isProbe) {
      this.#endProbe(verdict, words);
    } else {
      this.#count(verdict, words);
    }
  }

  /**
   * Resolves when the lane is worth another try: the breaker is half open, or the call that tries it out has ended. Rejects
   * with the signal's reason when that aborts first.
   */
  async untilTried(
    wait: (ms: number, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const opened = this.#opened;
    if (opened === null) return;
    if (this.state === "open") {
      const { retry_at_ms } = opened;
      await wait(retry_at_ms - this.#nowMs(), signal);
      this.#reachedMs = Math.max(this.#reachedMs, retry_at_ms);
    } else if (opened.probe !== null) {
      await orAborted(opened.probe.ended, signal);
    }
  }

  #count(verdict: LaneVerdict, words: string): void {
    if (verdict === "none") return;
    const nowMs = this.#nowMs();
    this.#window.add(verdict === "answered" ? "answered" : "failed", nowMs);
    if (verdict === "answered") {
      this.#refusals = 0;
      return;
    }
    if (verdict === "refused") this.#refusals += 1;
    const { answered, failed } = this.#window.counts(nowMs);
    const calls = answered + failed;
    if (this.#refusals >= this.#rules.refusals) {
      this.#open(`its last ${this.#refusals} calls were refused with ${words}`);
    } else if (calls >= this.#rules.calls && failed >= calls * this.#rules.failedShare) {
      this.#open(`${failed} of its last ${calls} calls failed, the latest with ${words}`);
    }
  }

  #open(reason: string): void {
    const nowMs = this.#nowMs();
    this.#period += 1;
    this.#opened = {
      since_ms: nowMs,
      retry_at_ms: nowMs + FIRST_OPEN_MS,
      reason,
      openMs: FIRST_OPEN_MS,
      probe: null,
    };
  }

  #endProbe(verdict: LaneVerdict, words: string): void {
    const opened = this.#opened;
    if (opened === null) return;
    opened.probe?.end();
    opened.probe = null;
    if (verdict === "answered") return this.#close();
    // Nothing is known yet: the next call tries it out.
    if (verdict === "none") return;
    const openMs = Math.min(opened.openMs * 2, LONGEST_OPEN_MS);
    const retry_at_ms = this.#nowMs() + openMs;
    this.#period += 1;
    this.#opened = { ...opened, openMs, retry_at_ms, reason: `it still fails with ${words}` };
  }

  #close(): void {
    this.#period += 1;
    this.#opened?.probe?.end();
    this.#opened = null;
    this.#refusals = 0;
    this.#window.clear();
  }

  #nowMs(): number {
    return Math.max(this.#reachedMs, this.#clock());
  }
}

function newProbe(): Probe {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { ended, end };
}

function orAborted(ended: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    void ended.then(resolve).finally(() => signal.removeEventListener("abort", abort));
  });
}
