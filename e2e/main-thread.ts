import type { CDPSession, Page } from "@playwright/test";

/** An event of a trace, as far as it is read: a task has its processor time in microseconds, a name says which thread it is. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  tdur?: number;
  args: { name?: string };
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
const NO_HEAP: Heap = { bytes: 0, ofWorkers: 0 };

/**
 * Watches how long the page's main thread is held, and how large the script heaps of page and workers grow. A task is measured
 * by the processor time it takes: its time by the clock tells as much about whatever else the machine has to do.
 */
export class MainThread {
  readonly #page: CDPSession;
  readonly #browser: CDPSession;
  readonly #workers: WorkerHeaps;
  readonly #steps: Step[] = [];
  #heap = NO_HEAP;
  #hasEnded = false;
  #looking: Promise<void>;

  private constructor(page: CDPSession, browser: CDPSession, workers: WorkerHeaps) {
    this.#page = page;
    this.#browser = browser;
    this.#workers = workers;
    // A test that fails closes the page under it, and says why itself.
    this.#looking = this.#lookOn().catch(() => {});
  }

  static async watch(page: Page): Promise<MainThread> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const browser = page.context().browser();
    if (browser === null) throw new Error("The page has no browser of its own.");
    const workers = await WorkerHeaps.watch(session);
    return new MainThread(session, await browser.newBrowserCDPSession(), workers);
  }

  /** Notes how long a step takes, and in it the longest task and the largest heap. */
  async timed(name: string, step: () => Promise<void>): Promise<void> {
    this.#heap = NO_HEAP;
    const events: TraceEvent[] = [];
    const collect = ({ value }: { value: object[] }): void => {
      // The protocol leaves open what an event has; whatever else it is, it has these.
      events.push(...(value as TraceEvent[]));
    };
    this.#browser.on("Tracing.dataCollected", collect);
    await this.#browser.send("Tracing.start", {
      transferMode: "ReportEvents",
      traceConfig: {
        includedCategories: ["disabled-by-default-devtools.timeline"],
        excludedCategories: ["*"],
      },
    });
    const startMs = Date.now();
    await step();
    const durationMs = Date.now() - startMs;
    const heap = this.#heap;
    const isWhole = new Promise<void>((resolve) =>
      this.#browser.once("Tracing.tracingComplete", () => resolve()),
    );
    await this.#browser.send("Tracing.end");
    await isWhole;
    this.#browser.off("Tracing.dataCollected", collect);
    this.#steps.push({ name, durationMs, longestTaskMs: longestTaskMs(events), heap });
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
    const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
    return this.#steps
      .map(
        ({ name, durationMs, longestTaskMs: taskMs, heap }) =>
          `    ${name}: ${(durationMs / 1000).toFixed(1)} s, longest task ${taskMs.toFixed(0)} ms, script heap at most ${megabytes(heap.bytes)}, of it workers ${megabytes(heap.ofWorkers)}`,
      )
      .join("\n");
  }

  async #lookOn(): Promise<void> {
    while (!this.#hasEnded) {
      const { metrics } = await this.#page.send("Performance.getMetrics");
      const page = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0;
      const ofWorkers = this.#workers.bytes;
      if (page + ofWorkers > this.#heap.bytes) this.#heap = { bytes: page + ofWorkers, ofWorkers };
      await this.#workers.ask();
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

function longestTaskMs(events: readonly TraceEvent[]): number {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  if (mains.size === 0) throw new Error("The trace names no main thread of a page.");
  let longest = 0;
  for (const { name, pid, tid, tdur = 0 } of events) {
    if (name === "RunTask" && mains.has(`${pid}:${tid}`)) longest = Math.max(longest, tdur);
  }
  return longest / 1_000;
}

/** What the page's workers last said of their heaps; Chromium tells that to each of them alone. */
class WorkerHeaps {
  readonly #session: CDPSession;
  readonly #bytes = new Map<string, number>();
  #asked = 0;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async watch(session: CDPSession): Promise<WorkerHeaps> {
    const heaps = new WorkerHeaps(session);
    session.on("Target.attachedToTarget", ({ sessionId }) => heaps.#bytes.set(sessionId, 0));
    session.on("Target.detachedFromTarget", ({ sessionId }) => heaps.#bytes.delete(sessionId));
    session.on("Target.receivedMessageFromTarget", ({ sessionId, message }) => {
      const { result }: { result?: { usedSize?: number } } = JSON.parse(message);
      if (result?.usedSize !== undefined && heaps.#bytes.has(sessionId)) {
        heaps.#bytes.set(sessionId, result.usedSize);
      }
    });
    // One session tells of the workers too only where it is not flat.
    const settings = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false };
    await session.send("Target.setAutoAttach", settings);
    return heaps;
  }

  /** Of all workers together. */
  get bytes(): number {
    return [...this.#bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  async ask(): Promise<void> {
    await Promise.all(
      [...this.#bytes.keys()].map((sessionId) => {
        const message = JSON.stringify({ id: ++this.#asked, method: "Runtime.getHeapUsage" });
        return (
          this.#session
            .send("Target.sendMessageToTarget", { sessionId, message })
            // It ended while it was asked.
            .catch(() => {})
        );
      }),
    );
  }
}
