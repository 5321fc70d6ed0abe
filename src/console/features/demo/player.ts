import { gatewayNow } from "../../ui/gateway-clock.ts";
import { afterScene } from "./after-scene.ts";
import type { Show } from "./demo-address.ts";
import { isOnStage, newPlay, type PlayRecord, readPlay, writePlay } from "./play-record.ts";
import { type PlayStep, stepAt } from "./play-steps.ts";
import type { Performed } from "./scenes/scene.ts";

/** How long a caption stands at a pace of 20, before and after what it tells of; quicker plays read quicker. */
const READING_MS = 3_200;
const BEFORE_SHARE = 0.4;
const USUAL_PACE = 20;

/** The real time that a caption stands for. */
function readingMs(pace: number): number {
  return Math.min(6_000, Math.max(120, (READING_MS * USUAL_PACE) / pace));
}

/** What a player plays with. */
export interface PlayerParts {
  environmentId: string;
  /** Does a scene; rejects when the signal ends it. */
  perform: (step: PlayStep, play: PlayRecord, signal: AbortSignal) => Promise<Performed>;
  /** Tells the rehearsal that is on to hold or to go on, or how quickly. */
  tell: (body: { is_paused?: boolean; pace?: number }) => Promise<void>;
  /** Waits in real time; rejects with the signal's reason. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Plays the lifecycle through the real API: one play an environment, on any page, until it ends or is stopped. */
export class Player {
  readonly #parts: PlayerParts;
  #stage = new AbortController();
  /** Ends the reading of a caption, as when the play is paused. */
  #reading = new AbortController();
  #isRunning = false;

  constructor(parts: PlayerParts) {
    this.#parts = parts;
  }

  /** Begins a play, and ends the one before it. */
  start(show: Show): void {
    this.#clearStage();
    this.#write(newPlay(show));
    void this.#run();
  }

  /** Goes on with a play that a reload has interrupted. */
  resume(): void {
    if (isOnStage(this.#play) && !this.#isRunning) void this.#run();
  }

  /** Plays on. */
  play(): void {
    this.#go("playing");
  }

  /** Plays one step, then pauses. */
  step(): void {
    this.#go("stepping");
  }

  /** Holds the play where it is, and the gateway's work with it. */
  pause(): void {
    if (!isOnStage(this.#play)) return;
    this.#change({ state: "paused" });
    this.#reading.abort();
    void this.#tell({ is_paused: true });
  }

  /** Ends the play; what it has made stays. */
  stop(): void {
    if (!isOnStage(this.#play)) return;
    this.#clearStage();
    this.#change({ state: "stopped", isUnderWay: false });
    void this.#tell({ is_paused: false });
  }

  /** Takes a play that is over off the screen. */
  dismiss(): void {
    this.#clearStage();
    this.#write(undefined);
  }

  /** Changes how quickly the gateway's time passes, at once. */
  setPace(pace: number): void {
    const play = this.#play;
    if (play === undefined) return;
    this.#change({ show: { ...play.show, pace } });
    void this.#tell({ pace });
  }

  get #play(): PlayRecord | undefined {
    return readPlay(this.#parts.environmentId);
  }

  #write(play: PlayRecord | undefined): void {
    writePlay(this.#parts.environmentId, play);
  }

  #change(change: Partial<PlayRecord>): void {
    const play = this.#play;
    if (play !== undefined) this.#write({ ...play, ...change });
  }

  #clearStage(): void {
    this.#stage.abort();
    this.#stage = new AbortController();
    this.#isRunning = false;
  }

  #go(state: "playing" | "stepping"): void {
    const play = this.#play;
    if (play === undefined || !isOnStage(play)) return;
    const wasPaused = play.state === "paused";
    this.#change({ state });
    this.#reading.abort();
    if (wasPaused) void this.#tell({ is_paused: false });
    if (!this.#isRunning) void this.#run();
  }

  /** A rehearsal that is not on yet has nothing to be told. */
  async #tell(body: { is_paused?: boolean; pace?: number }): Promise<void> {
    const startedAt = this.#play?.started_at ?? null;
    if (startedAt !== null) await this.#parts.tell(body);
  }

  async #run(): Promise<void> {
    const stage = this.#stage;
    this.#isRunning = true;
    try {
      for (;;) {
        const play = this.#play;
        if (play === undefined || stage.signal.aborted) return;
        const step = stepAt(play.at);
        if (step === undefined || play.state === "paused" || !isOnStage(play)) return;
        await this.#perform(step, stage.signal);
      }
    } catch (error) {
      if (stage.signal.aborted) return;
      this.#change({
        state: "failed",
        isUnderWay: false,
        error: error instanceof Error ? error.message : String(error),
      });
    } finally {
      if (stage === this.#stage) this.#isRunning = false;
    }
  }

  async #perform(step: PlayStep, signal: AbortSignal): Promise<void> {
    this.#change({ isUnderWay: true });
    await this.#read(BEFORE_SHARE, signal);
    const before = this.#play;
    if (before === undefined) return;
    const ending = this.#parts.perform(step, before, signal);
    // The beginning empties the tab as well as the gateway, before it first waits: the play itself stays.
    if (this.#play === undefined) this.#write(before);
    const end = await ending;
    const play = this.#play;
    if (play === undefined || signal.aborted) return;
    const after = afterScene(play, step, end, new Date(gatewayNow()).toISOString());
    this.#write(after);
    if (after.state === "paused") await this.#tell({ is_paused: true });
    await this.#read(1 - BEFORE_SHARE, signal);
  }

  /** Leaves time to read, as long as the play goes on by itself. */
  async #read(share: number, signal: AbortSignal): Promise<void> {
    const play = this.#play;
    if (play?.state !== "playing" || signal.aborted) return;
    this.#reading = new AbortController();
    try {
      const ended = AbortSignal.any([signal, this.#reading.signal]);
      await this.#parts.wait(readingMs(play.show.pace) * share, ended);
    } catch (error) {
      if (signal.aborted) throw error;
    }
  }
}
