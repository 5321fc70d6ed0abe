/** Whose call it is: a unit of work of an org. */
export interface LaneOwner {
  org_id: string;
  unit: string;
}

/** Calls that wait, in the order in which they came. */
type WaitingCalls = Set<() => void>;

interface LaneSlots {
  inUse: number;
  /** By org and by unit, both in the order in which they take turns; who waits for nothing is not in it. */
  waiting: Map<string, Map<string, WaitingCalls>>;
}

/**
 * Bounds the calls that are in flight on each lane, over everything this process runs. Orgs take turns at free slots, and
 * the units of an org take turns at its own, so that a batch of one is not kept waiting by a batch of a million.
 */
export class LaneLimiter {
  readonly #lanes = new Map<string, LaneSlots>();

  /**
   * Resolves when a slot of the lane is free, to the function that gives it back (calling it twice does nothing
   * more). Rejects with the signal's reason when that aborts first.
   */
  async acquire(
    lane: { lane_id: string; concurrency: number },
    owner: LaneOwner,
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
      slots = { inUse: 0, waiting: new Map() };
      this.#lanes.set(lane_id, slots);
    }
    return slots;
  }
}

function waitForTurn(slots: LaneSlots, owner: LaneOwner, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      leave(slots, owner, start);
      reject(signal.reason);
    };
    const start = (): void => {
      signal.removeEventListener("abort", abort);
      resolve();
    };
    signal.addEventListener("abort", abort, { once: true });
    const units = slots.waiting.get(owner.org_id) ?? new Map<string, WaitingCalls>();
    const calls = units.get(owner.unit) ?? new Set();
    slots.waiting.set(owner.org_id, units.set(owner.unit, calls.add(start)));
  });
}

/** Gives a slot to the org and the unit whose turn it is, and puts both at the end of their rounds; with nobody waiting it is free. */
function handOn(slots: LaneSlots): void {
  for (const [org_id, units] of slots.waiting) {
    for (const [unit, calls] of units) {
      for (const start of calls) {
        calls.delete(start);
        putLast(units, unit, calls);
        putLast(slots.waiting, org_id, units);
        start();
        return;
      }
    }
  }
  slots.inUse -= 1;
}

function leave(slots: LaneSlots, { org_id, unit }: LaneOwner, start: () => void): void {
  const units = slots.waiting.get(org_id);
  const calls = units?.get(unit);
  calls?.delete(start);
  if (calls?.size === 0) units?.delete(unit);
  if (units?.size === 0) slots.waiting.delete(org_id);
}

/** What is empty is taken out instead. */
function putLast<Value extends { size: number }>(
  round: Map<string, Value>,
  key: string,
  value: Value,
): void {
  round.delete(key);
  if (value.size > 0) round.set(key, value);
}
