interface Waiter {
  start: () => void;
}

interface LaneSlots {
  inUse: number;
  /** The waiting calls of each owner, in the order in which the owners take turns. */
  queues: Map<string, Waiter[]>;
}

/**
 * Bounds the calls that are in flight on each lane, over everything this process runs. Owners (a unit of work each)
 * take turns at free slots, so that a batch of one is not kept waiting by a batch of a million.
 */
export class LaneLimiter {
  readonly #lanes = new Map<string, LaneSlots>();

  /**
   * Resolves when a slot of the lane is free, to the function that gives it back (calling it twice does nothing
   * more). Rejects with the signal's reason when that aborts first.
   */
  async acquire(
    lane: { lane_id: string; concurrency: number },
    owner: string,
    signal: AbortSignal,
  ): Promise<() => void> {
    signal.throwIfAborted();
    const slots = this.#slotsOf(lane.lane_id);
    if (slots.inUse < lane.concurrency) slots.inUse += 1;
    else await waitForTurn(slots, owner, signal);

    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      handOn(slots);
    };
  }

  #slotsOf(lane_id: string): LaneSlots {
    let slots = this.#lanes.get(lane_id);
    if (slots === undefined) {
      slots = { inUse: 0, queues: new Map() };
      this.#lanes.set(lane_id, slots);
    }
    return slots;
  }
}

function waitForTurn(slots: LaneSlots, owner: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      leave(slots, owner, waiter);
      reject(signal.reason);
    };
    const waiter: Waiter = {
      start: () => {
        signal.removeEventListener("abort", abort);
        resolve();
      },
    };
    signal.addEventListener("abort", abort, { once: true });
    const queue = slots.queues.get(owner);
    if (queue === undefined) slots.queues.set(owner, [waiter]);
    else queue.push(waiter);
  });
}

/** Gives a slot to the owner whose turn it is, and puts that owner at the end of the round; with nobody waiting it is free. */
function handOn(slots: LaneSlots): void {
  for (const [owner, queue] of slots.queues) {
    const next = queue.shift();
    slots.queues.delete(owner);
    if (queue.length > 0) slots.queues.set(owner, queue);
    if (next === undefined) continue;
    next.start();
    return;
  }
  slots.inUse -= 1;
}

function leave(slots: LaneSlots, owner: string, waiter: Waiter): void {
  const queue = slots.queues.get(owner);
  if (queue === undefined) return;
  const place = queue.indexOf(waiter);
  if (place >= 0) queue.splice(place, 1);
  if (queue.length === 0) slots.queues.delete(owner);
}
