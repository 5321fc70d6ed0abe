import { onAbort } from "#gateway/on-abort.ts";

/** Whose call it is: a unit of work of a batch of an org. */
export interface LaneOwner {
  org_id: string;
  batch_id: string;
  /** Its place in the batch. */
  unit: number;
}

/** In the order in which they came. */
type Starts = Set<() => void>;
type Units = Map<number, Starts>;

/**
 * The calls that wait for one lane: orgs take turns, and within each its batches. The units of a batch take none: what is first
 * in it is done first, so that units end one after the other and those that have not begun are free for other workers.
 */
export class WaitingCalls {
  /** By org and by batch, both in the order in which they take turns; who waits for nothing is not in it. */
  readonly #orgs = new Map<string, Map<string, Units>>();

  get isEmpty(): boolean {
    return this.#orgs.size === 0;
  }

  /**
   * Resolves when the call's turn has come. Rejects with the signal's reason when that aborts first: the call is not
   * among those that wait then, and `onLeave` is told.
   */
  add(owner: LaneOwner, signal: AbortSignal, onLeave: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        stopListening();
        resolve();
      };
      const stopListening = onAbort(signal, () => {
        this.#leave(owner, start);
        onLeave();
        reject(signal.reason);
      });
      const batches = this.#orgs.get(owner.org_id) ?? new Map<string, Units>();
      const units = batches.get(owner.batch_id) ?? new Map<number, Starts>();
      const starts = units.get(owner.unit) ?? new Set();
      this.#orgs.set(
        owner.org_id,
        batches.set(owner.batch_id, units.set(owner.unit, starts.add(start))),
      );
    });
  }

  /** Starts the call of the org and the batch whose turn it is, and puts both at the end of their rounds. */
  startNext(): void {
    for (const [org_id, batches] of this.#orgs) {
      for (const [batch_id, units] of batches) {
        const unit = firstOf(units);
        for (const start of units.get(unit) ?? []) {
          take(units, unit, start);
          putLast(batches, batch_id, units);
          putLast(this.#orgs, org_id, batches);
          start();
          return;
        }
      }
    }
  }

  #leave({ org_id, batch_id, unit }: LaneOwner, start: () => void): void {
    const batches = this.#orgs.get(org_id);
    const units = batches?.get(batch_id);
    if (batches === undefined || units === undefined) return;
    take(units, unit, start);
    if (units.size === 0) batches.delete(batch_id);
    if (batches.size === 0) this.#orgs.delete(org_id);
  }
}

function firstOf(units: Units): number {
  let first = Number.POSITIVE_INFINITY;
  for (const unit of units.keys()) first = Math.min(first, unit);
  return first;
}

function take(units: Units, unit: number, start: () => void): void {
  const starts = units.get(unit);
  starts?.delete(start);
  if (starts?.size === 0) units.delete(unit);
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
