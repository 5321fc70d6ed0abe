import type { CDPSession, Page } from "@playwright/test";

/** A task of more than 50 ms; its start in milliseconds of the clock. */
interface LongTask {
  startMs: number;
  durationMs: number;
}

/** What the page tells of itself; set before its own scripts run. */
interface WatchedWindow {
  longTasks?: LongTask[];
}

/** A worker's heap, which Chromium tells to the worker alone. */
interface WithMemory {
  memory?: { usedJSHeapSize: number };
}

interface Heap {
  bytes: number;
  ofWorkers: number;
}

interface Step {
  name: string;
  durationMs: number;
  longestTaskMs: number;
  heap: Heap;
}

const LOOK_EVERY_MS = 100;

/** Watches how long the page's main thread is held, and how large the script heaps of page and workers grow. */
export class MainThread {
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #steps: Step[] = [];
  #heap: Heap = { bytes: 0, ofWorkers: 0 };
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
      const tasks: LongTask[] = [];
      scope.longTasks = tasks;
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) {
          tasks.push({ startMs: performance.timeOrigin + startTime, durationMs: duration });
        }
      }).observe({ type: "longtask", buffered: true });
    });
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    return new MainThread(page, session);
  }

  /** Notes how long a step takes, and in it the longest task and the largest heap; only steps count for what `end` gives. */
  async timed(name: string, step: () => Promise<void>): Promise<void> {
    this.#heap = { bytes: 0, ofWorkers: 0 };
    const startMs = Date.now();
    await step();
    const endMs = Date.now();
    const tasks = await this.#page.evaluate(() => (window as WatchedWindow).longTasks ?? []); // as above
    const durations = tasks
      .filter((task) => task.startMs >= startMs && task.startMs < endMs)
      .map(({ durationMs }) => durationMs);
    const longestTaskMs = Math.max(0, ...durations);
    this.#steps.push({ name, durationMs: endMs - startMs, longestTaskMs, heap: this.#heap });
  }

  async end(): Promise<{ longestTaskMs: number; heapBytes: number }> {
    this.#hasEnded = true;
    await this.#looking;
    return {
      longestTaskMs: Math.max(...this.#steps.map((step) => step.longestTaskMs)),
      heapBytes: Math.max(...this.#steps.map(({ heap }) => heap.bytes)),
    };
  }

  /** The figures of every step, a line each. */
  report(): string {
    return this.#steps
      .map(({ name, durationMs, longestTaskMs, heap }) => {
        const task =
          longestTaskMs === 0 ? "no task over 50 ms" : `longest task ${longestTaskMs} ms`;
        const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
        return `    ${name}: ${(durationMs / 1000).toFixed(1)} s, ${task}, script heap at most ${megabytes(heap.bytes)}, of it workers ${megabytes(heap.ofWorkers)}`;
      })
      .join("\n");
  }

  async #lookOn(): Promise<void> {
    while (!this.#hasEnded) {
      const { metrics } = await this.#session.send("Performance.getMetrics");
      const page = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0;
      const workers = await this.#ofWorkers();
      if (page + workers > this.#heap.bytes) {
        this.#heap = { bytes: page + workers, ofWorkers: workers };
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  async #ofWorkers(): Promise<number> {
    const sizes = this.#page.workers().map((worker) =>
      worker
        .evaluate(() => (performance as WithMemory).memory?.usedJSHeapSize ?? 0)
        // It ended while it was asked.
        .catch(() => 0),
    );
    const all = await Promise.all(sizes);
    return all.reduce((sum, size) => sum + size, 0);
  }
}
