import { onAbort } from "#gateway/on-abort.ts";

/** Whose call it is: a unit of work of an org. */
export interface LaneOwner {
  org_id: string;
  unit: string;
}

/** In the order in which they came. */
type Starts = Set<() => void>;

/** The calls that wait for one lane: orgs take turns, and within each its units. */
export class WaitingCalls {
  /** By org and by unit, both in the order in which they take turns; who waits for nothing is not in it. */
  readonly #orgs = new Map<string, Map<string, Starts>>();

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
      const units = this.#orgs.get(owner.org_id) ?? new Map<string, Starts>();
      const starts = units.get(owner.unit) ?? new Set();
      this.#orgs.set(owner.org_id, units.set(owner.unit, starts.add(start)));
    });
  }

  /** Starts the call of the org and the unit whose turn it is, and puts both at the end of their rounds. */
  startNext(): void {
    for (const [org_id, units] of this.#orgs) {
      for (const [unit, starts] of units) {
        for (const start of starts) {
          starts.delete(start);
          putLast(units, unit, starts);
          putLast(this.#orgs, org_id, units);
          start();
          return;
        }
      }
    }
  }

  #leave({ org_id, unit }: LaneOwner, start: () => void): void {
    const units = this.#orgs.get(org_id);
    const starts = units?.get(unit);
    starts?.delete(start);
    if (starts?.size === 0) units?.delete(unit);
    if (units?.size === 0) this.#orgs.delete(org_id);
  }
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
