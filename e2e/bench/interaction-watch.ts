import type { BrowserContext, CDPSession, Page } from "@playwright/test";

/** What the page notes of itself. */
interface Noted {
  /** From a person's act to the next paint, by what was being done. */
  interactions: { name: string; ms: number }[];
  /** Between two frames, while they are counted. */
  framesMs: number[];
}

interface WatchedWindow extends Window {
  noted: Noted & { name: string; isCounting: boolean };
}

/** Runs in the page, before its own code. */
function noteInteractions(): void {
  // The page's window has what is put there here, and nobody else reads it.
  const { noted } = Object.assign(window as unknown as WatchedWindow, {
    noted: {
      interactions: [],
      framesMs: [],
      name: "",
      isCounting: false,
    } as WatchedWindow["noted"],
  });
  new PerformanceObserver((list) => {
    // The DOM's types do not know `interactionId` yet.
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[])
      if (entry.interactionId > 0)
        noted.interactions.push({ name: noted.name, ms: entry.duration });
    // As low as the platform goes; what is shorter is told of by no entry.
  }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
  let lastMs = 0;
  const onFrame = (nowMs: number): void => {
    if (noted.isCounting && lastMs > 0) noted.framesMs.push(nowMs - lastMs);
    lastMs = nowMs;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
}

/** A page whose interactions are timed by the browser itself, on a processor made slower by a factor. */
export class InteractionWatch {
  readonly page: Page;
  readonly #session: CDPSession;
  readonly #slowdown: number;

  private constructor(page: Page, session: CDPSession, slowdown: number) {
    this.page = page;
    this.#session = session;
    this.#slowdown = slowdown;
  }

  static async open(context: BrowserContext, slowdown: number): Promise<InteractionWatch> {
    const page = await context.newPage();
    await page.addInitScript(noteInteractions);
    return new InteractionWatch(page, await context.newCDPSession(page), slowdown);
  }

  /** Loads a page at full speed, and makes the processor slow once `isReady`. */
  async load(path: string, isReady: (page: Page) => Promise<void>): Promise<void> {
    await this.#session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    await this.page.goto(path);
    await isReady(this.page);
    await this.#session.send("Emulation.setCPUThrottlingRate", { rate: this.#slowdown });
  }

  /** Does what a person does, under a name, and waits until what it led to has been painted. */
  async does(name: string, act: (page: Page) => Promise<void>): Promise<void> {
    await this.page.evaluate((now) => {
      // Put there by `noteInteractions`.
      (window as unknown as WatchedWindow).noted.name = now;
    }, name);
    await act(this.page);
    await this.#settled();
  }

  /** Scrolls by the wheel over what the pointer is on, a turn a frame: the milliseconds between the frames. */
  async scrolls(turns: number, stepPx: number): Promise<number[]> {
    await this.#count(true);
    for (let turn = 0; turn < turns; turn += 1) await this.page.mouse.wheel(0, stepPx);
    await this.#settled();
    return this.#count(false);
  }

  /** What was noted since the page was loaded, the slowest first. */
  async interactions(): Promise<{ name: string; ms: number }[]> {
    const noted = await this.page.evaluate(
      // Put there by `noteInteractions`.
      () => (window as unknown as WatchedWindow).noted.interactions,
    );
    return noted.toSorted((a, b) => b.ms - a.ms);
  }

  async #settled(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) =>
          requestAnimationFrame(() => requestIdleCallback(() => resolve(), { timeout: 2_000 })),
        ),
    );
  }

  async #count(isCounting: boolean): Promise<number[]> {
    return this.page.evaluate((is) => {
      // Put there by `noteInteractions`.
      const { noted } = window as unknown as WatchedWindow;
      noted.isCounting = is;
      return noted.framesMs.splice(0);
    }, isCounting);
  }
}
