import type { CDPSession, Page } from "@playwright/test";

/** What the page tells of itself; set before its own scripts run. */
interface WatchedWindow {
  longTasks?: number[];
}

/** A worker's heap, which Chromium tells to the worker alone. */
interface WithMemory {
  memory?: { usedJSHeapSize: number };
}

const LOOK_EVERY_MS = 100;

/** Watches how long the page's main thread is held, and how large the script heaps of page and workers grow. */
export class MainThread {
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #steps: string[] = [];
  #heapBytes = 0;
  #workerBytes = 0;
  #hasEnded = false;
  #looking: Promise<void>;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
    // A test that fails closes the page under it, and says why itself.
    this.#looking = this.#lookOn().catch(() => {});
  }

  /** From the page's next load on. */
  static async watch(page: Page): Promise<MainThread> {
    await page.addInitScript(() => {
      const scope = window as WatchedWindow; // a field of our own
      const tasks: number[] = [];
      scope.longTasks = tasks;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      }).observe({ type: "longtask", buffered: true });
    });
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    return new MainThread(page, session);
  }

  /** Notes how long a step takes. */
  async timed(name: string, step: () => Promise<void>): Promise<void> {
    const startMs = performance.now();
    await step();
    this.#steps.push(`${name} ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  }

  #longestTaskMs = 0;

  async end(): Promise<{ longestTaskMs: number; heapBytes: number }> {
    this.#hasEnded = true;
    await this.#looking;
    const tasks = await this.#page.evaluate(() => (window as WatchedWindow).longTasks ?? []);
    this.#longestTaskMs = Math.max(0, ...tasks);
    return { longestTaskMs: this.#longestTaskMs, heapBytes: this.#heapBytes };
  }

  report(): string {
    return [
      ...this.#steps,
      `longest task ${this.#longestTaskMs.toFixed(0)} ms`,
      `largest heap ${(this.#heapBytes / 1e6).toFixed(0)} MB, of it workers ${(this.#workerBytes / 1e6).toFixed(0)} MB`,
    ].join(", ");
  }

  async #lookOn(): Promise<void> {
    while (!this.#hasEnded) {
      const { metrics } = await this.#session.send("Performance.getMetrics");
      const page = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0;
      const workers = await this.#ofWorkers();
      if (page + workers > this.#heapBytes) {
        this.#heapBytes = page + workers;
        this.#workerBytes = workers;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  async #ofWorkers(): Promise<number> {
    const sizes = this.#page.workers().map((worker) =>
      worker
        .evaluate(() => (performance as WithMemory).memory?.usedJSHeapSize ?? -1)
        // It ended while it was asked.
        .catch(() => 0),
    );
    const all = await Promise.all(sizes);
    return all.reduce((sum, size) => sum + size, 0);
  }
}
