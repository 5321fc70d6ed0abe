import type { SyncLane } from "#gateway/lanes/lane.ts";
import { LaneGate } from "./lane-gate.ts";
import { WaitingCalls, type LaneOwner } from "./waiting-calls.ts";

type LimitedLane = Pick<SyncLane, "lane_id" | "concurrency" | "pacing">;

interface LaneSlots {
  readonly concurrency: number;
  readonly gate: LaneGate;
  readonly waiting: WaitingCalls;
  inUse: number;
  /** What the clock has reached at least, by a wait that has ended. */
  reachedMs: number;
  /** Ends the wait for the gate to open; null when nobody waits for that. */
  waking: AbortController | null;
}

/** Where a limiter has its time from. */
export interface LimiterTime {
  now: () => Date;
  /** Rejects with the signal's reason when that aborts first. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Bounds the calls that are in flight on each lane, and how many begin in a minute where the lane says so, over everything
 * this process runs. Orgs take turns at free slots, and the batches of an org take turns at its own, so that a batch of one
 * is not kept waiting by a batch of a million.
 */
export class LaneLimiter {
  readonly #time: LimiterTime;
  readonly #lanes = new Map<string, LaneSlots>();

  constructor(time: LimiterTime) {
    this.#time = time;
  }

  /**
   * Resolves when a call to the lane may begin, to the function that gives its slot back (calling it twice does nothing
   * more). Rejects with the signal's reason when that aborts first.
   */
  async acquire(lane: LimitedLane, owner: LaneOwner, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const slots = this.#slotsOf(lane);
    const turn = slots.waiting.add(owner, signal, () => {
      if (slots.waiting.isEmpty) stopWaking(slots);
    });
    this.#admit(slots);
    await turn;

    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      slots.inUse -= 1;
      this.#admit(slots);
    };
  }

  /** Lets no call to the lane begin for so long, where the lane has a pacing; a pause that lasts longer stays. */
  pause(lane: LimitedLane, ms: number): void {
    if (lane.pacing === null) return;
    const slots = this.#slotsOf(lane);
    slots.gate.pause(this.#nowMs(slots) + ms);
  }

  /** Begins what may begin; where the gate is shut, looks again when it opens. */
  #admit(slots: LaneSlots): void {
    while (slots.inUse < slots.concurrency && !slots.waiting.isEmpty) {
      const nowMs = this.#nowMs(slots);
      if (slots.gate.opensAtMs > nowMs) {
        this.#wakeAt(slots, slots.gate.opensAtMs, nowMs);
        return;
      }
      slots.inUse += 1;
      slots.gate.begin(nowMs);
      slots.waiting.startNext();
    }
  }

  #wakeAt(slots: LaneSlots, atMs: number, nowMs: number): void {
    if (slots.waking !== null) return;
    const waking = new AbortController();
    slots.waking = waking;
    const look = (): void => {
      if (slots.waking !== waking) return;
      slots.waking = null;
      // A timer may come a little early, and a clock can be set back: who has waited until a moment has reached it.
      slots.reachedMs = Math.max(slots.reachedMs, atMs);
      this.#admit(slots);
    };
    void this.#time.wait(atMs - nowMs, waking.signal).then(look, look);
  }

  #nowMs({ reachedMs }: LaneSlots): number {
    return Math.max(reachedMs, this.#time.now().getTime());
  }

  #slotsOf({ lane_id, concurrency, pacing }: LimitedLane): LaneSlots {
    let slots = this.#lanes.get(lane_id);
    if (slots === undefined) {
      slots = {
        concurrency,
        gate: new LaneGate(pacing?.requests_per_minute ?? null),
        waiting: new WaitingCalls(),
        inUse: 0,
        reachedMs: Number.NEGATIVE_INFINITY,
        waking: null,
      };
      this.#lanes.set(lane_id, slots);
    }
    return slots;
  }
}

function stopWaking(slots: LaneSlots): void {
  const { waking } = slots;
  slots.waking = null;
  waking?.abort();
}
