import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { gatewayNow } from "../../ui/gateway-clock.ts";
import { readLedger } from "../../api/ledger.ts";
import { batchEvidence, playFacts, runEvidence } from "./collect-evidence.ts";
import type { Show } from "./demo-address.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { compareWithFormer } from "./former-plays.ts";
import { type Caller, pause } from "./play-context.ts";
import { isOnStage, newPlay, type PlayRecord, readPlay, writePlay } from "./play-record.ts";
import { PLAY_STEPS, type PlayStep, stepAt } from "./play-steps.ts";
import { STEP_ACTIONS, type SceneEnd } from "./step-actions.ts";

/** How long a caption stands at a pace of 20, before and after what it tells of; quicker plays read quicker. */
const READING_MS = 3_200;
const BEFORE_SHARE = 0.4;
const USUAL_PACE = 20;

/** The real time that a caption stands for. */
function readingMs(pace: number): number {
  return Math.min(6_000, Math.max(120, (READING_MS * USUAL_PACE) / pace));
}

/** Plays the lifecycle through the real API: one play an environment, on any page, until it ends or is stopped. */
export class Player {
  readonly #caller: Caller;
  #stage = new AbortController();
  /** Ends the reading of a caption, as when the play is paused. */
  #reading = new AbortController();
  #isRunning = false;

  constructor(caller: Caller) {
    this.#caller = caller;
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
    void this.#hold(true);
  }

  /** Ends the play; what it has made stays. */
  stop(): void {
    if (!isOnStage(this.#play)) return;
    this.#clearStage();
    this.#change({ state: "stopped", isUnderWay: false });
    void this.#hold(false);
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
    return readPlay(this.#caller.environmentId);
  }

  #write(play: PlayRecord | undefined): void {
    writePlay(this.#caller.environmentId, play);
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
    if (wasPaused) void this.#hold(false);
    if (!this.#isRunning) void this.#run();
  }

  #hold(is_paused: boolean): Promise<void> {
    return this.#tell({ is_paused });
  }

  /** Tells the gateway; a rehearsal that is not on yet, or not any more, has nothing to be told. */
  async #tell(body: { is_paused?: boolean; pace?: number }): Promise<void> {
    const play = this.#play;
    if (play === undefined || play.started_at === null) return;
    try {
      await this.#caller.client.call(contract.local.setRehearsal, { body });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
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
    const before = this.#lastNumber();
    const end = step.id === "end" ? await this.#finish() : await this.#act(step, signal);
    const play = this.#play;
    if (play === undefined || signal.aborted) return;
    const done = {
      id: step.id,
      outcome: end.outcome,
      ids: end.ids,
      at: new Date(gatewayNow()).toISOString(),
      call: this.#callOf(step, before),
    };
    const isLast = play.at + 1 === PLAY_STEPS.length;
    const state = isLast ? "ended" : play.state === "stepping" ? "paused" : play.state;
    this.#write({
      ...play,
      state,
      at: play.at + 1,
      isUnderWay: false,
      started_at: step.id === "begin" ? done.at : play.started_at,
      facts: { ...play.facts, ...end.facts },
      steps: [...play.steps, done],
    });
    if (state === "paused") await this.#hold(true);
    await this.#read(1 - BEFORE_SHARE, signal);
  }

  #act(step: PlayStep, signal: AbortSignal): Promise<SceneEnd> {
    const play = this.#play;
    if (play === undefined || step.id === "end") throw new Error("There is no play");
    const { show, facts } = play;
    const ending = STEP_ACTIONS[step.id]({ ...this.#caller, show, facts, signal });
    // The beginning empties the tab as well as the gateway, before it first waits: the play itself stays.
    if (this.#play === undefined) this.#write(play);
    return ending;
  }

  async #finish(): Promise<SceneEnd> {
    const play = this.#play;
    const { batch_id, run_id } = play?.facts ?? {};
    if (play === undefined || batch_id === undefined || run_id === undefined) {
      throw new Error("The play has made nothing to compare. Start it again.");
    }
    const { client } = this.#caller;
    const batch = await batchEvidence(client, batch_id);
    const run = await runEvidence(client, run_id);
    const fingerprint = fingerprintOf(await playFacts(client, batch, run));
    const isAsBefore = compareWithFormer(play.show, fingerprint);
    this.#change({ fingerprint, isAsBefore });
    return { outcome: "Everything is accounted for.", ids: [] };
  }

  /** Leaves time to read, as long as the play goes on by itself. */
  async #read(share: number, signal: AbortSignal): Promise<void> {
    const play = this.#play;
    if (play?.state !== "playing" || signal.aborted) return;
    this.#reading = new AbortController();
    try {
      await pause(
        readingMs(play.show.pace) * share,
        AbortSignal.any([signal, this.#reading.signal]),
      );
    } catch (error) {
      if (signal.aborted) throw error;
    }
  }

  #lastNumber(): number {
    return readLedger(this.#caller.environmentId).calls.at(-1)?.number ?? 0;
  }

  /** The call of a scene as it went over the wire: its own endpoint's last one since it began. */
  #callOf({ endpoint }: PlayStep, before: number): string | null {
    const { calls } = readLedger(this.#caller.environmentId);
    const own = calls.findLast(
      ({ number, method, path, status }) =>
        number > before &&
        status !== null &&
        method === endpoint.method &&
        isPathOf(endpoint.path, path),
    );
    return own === undefined
      ? null
      : `${own.method} ${own.path.split("?")[0] ?? ""} → ${own.status}`;
  }
}

function isPathOf(pattern: string, path: string): boolean {
  const parts = (path.split("?")[0] ?? "").split("/");
  const wanted = pattern.split("/");
  return (
    parts.length === wanted.length &&
    wanted.every((part, at) => part.startsWith("{") || part === parts[at])
  );
}

const players = new Map<string, Player>();

/** The one player of an environment, so that a play goes on from page to page. */
export function playerOf(caller: Caller): Player {
  let player = players.get(caller.environmentId);
  if (player === undefined) {
    player = new Player(caller);
    players.set(caller.environmentId, player);
  }
  return player;
}
