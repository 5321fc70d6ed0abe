import type { Tone } from "./tone.ts";

/** A note that lies above the page for a while. */
export type Toast = {
  id: number;
  tone: Tone;
  message: string;
  /** A second line, such as an error's remedy. */
  detail?: string | undefined;
  action?: { label: string; onPress: () => void } | undefined;
  /** How long it stays; Infinity until it is sent away. */
  lastsMs: number;
};

/** What a toast may carry besides its message. */
export type ToastOptions = Partial<Pick<Toast, "detail" | "action" | "lastsMs">>;

/** More than these at once would cover the page; the oldest gives way. */
const MOST_SHOWN = 3;
const NOTE_LASTS_MS = 5_000;

/** Holds the toasts on show, oldest first; `subscribe` and `read` are made for `useSyncExternalStore`. */
export class ToastStore {
  #toasts: readonly Toast[] = [];
  #nextId = 1;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): readonly Toast[] => this.#toasts;

  /** Shows a toast and gives its id back. One that says the same as another takes its place. */
  add(tone: Tone, message: string, options: ToastOptions = {}): number {
    const id = this.#nextId;
    this.#nextId += 1;
    // What went wrong is not taken away before it was read.
    const lastsMs = tone === "failed" ? Infinity : NOTE_LASTS_MS;
    const others = this.#toasts.filter((toast) => toast.tone !== tone || toast.message !== message);
    this.#replace([...others, { id, tone, message, lastsMs, ...options }].slice(-MOST_SHOWN));
    return id;
  }

  remove(id: number): void {
    this.#replace(this.#toasts.filter((toast) => toast.id !== id));
  }

  #replace(toasts: readonly Toast[]): void {
    this.#toasts = toasts;
    for (const listener of this.#listeners) listener();
  }
}
