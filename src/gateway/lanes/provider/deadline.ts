import { egressFailure } from "#gateway/egress/egress-failure.ts";

/**
 * How long the other side may take: `until` aborts with the given signal, or with an `EgressFailure` `timeout` when the time is over. Begun
 * anew at every sign of life it bounds the silence between two of them; paused it leaves out what we ourselves take.
 */
export class Deadline {
  readonly until: AbortSignal;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal;
  readonly #ending = new AbortController();
  readonly #abort = (): void => this.#ending.abort(this.#signal.reason);
  #timer: NodeJS.Timeout | undefined;

  /** Throws the signal's reason where that has aborted already. */
  constructor(timeoutMs: number, signal: AbortSignal) {
    signal.throwIfAborted();
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
    this.until = this.#ending.signal;
    signal.addEventListener("abort", this.#abort, { once: true });
    this.restart();
  }

  /** The whole time, from now on. */
  restart(): void {
    clearTimeout(this.#timer);
    const end = (): void => this.#ending.abort(egressFailure("timeout"));
    this.#timer = setTimeout(end, this.#timeoutMs);
  }

  /** No time passes until it is begun anew. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Leaves nothing on the given signal, which lives as long as a unit of work. */
  close(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#abort);
  }
}
