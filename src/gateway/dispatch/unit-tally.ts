import type { RouteReceipt } from "#contract/batch-records.ts";
import type { ReceiptId } from "#contract/primitives.ts";
import type { Rung } from "#gateway/batches/ladder.ts";
import type { LaneTally } from "#gateway/batches/lane-store.ts";
import type { ReceiptRow } from "#gateway/batches/receipt-store.ts";
import type { UnitRange } from "#gateway/batches/unit-store.ts";
import type { ItemRun, RungStep } from "./ladder-climb.ts";

/** Items that went on from one lane to the next, and why. */
export interface Climb {
  from: Rung;
  to: Rung;
  /** Items by the code of the failure that sent them on. */
  reasons: Record<string, number>;
}

interface RungTally extends LaneTally {
  rung: Rung;
  items: number;
  retries: number;
  stopped: number;
  started_at: Date;
  ended_at: Date;
  reasons: Record<string, number>;
}

/** Adds up what the items of a unit went through, by rung and by lane. */
export class UnitTally {
  completed = 0;
  failed = 0;
  /** Items that were not done when the unit was stopped. */
  cancelled = 0;
  readonly #rungs = new Map<string, RungTally>();
  readonly #climbs = new Map<string, Climb>();

  add({ outcome, steps }: ItemRun): void {
    if (outcome.kind === "completed") this.completed += 1;
    else if (outcome.kind === "failed") this.failed += 1;
    else this.cancelled += 1;
    for (const [at, step] of steps.entries()) {
      const tally = this.#rungOf(step);
      addStep(tally, step);
      if (at > 0) tally.climbed_here += 1;
      const next = steps[at + 1];
      if (next !== undefined) this.#addClimb(step, next.rung);
    }
    if (outcome.kind !== "completed") return;
    const tally = this.#tallyOf(outcome.rung);
    tally.input_tokens += BigInt(outcome.answer.usage.input_tokens);
    tally.output_tokens += BigInt(outcome.answer.usage.output_tokens);
  }

  /** Adds what a completed item cost, in micro-dollars, to the rung that completed it. */
  charge(rung: Rung, cost_micros: bigint): void {
    this.#tallyOf(rung).cost_micros += cost_micros;
  }

  /** What came of the items by lane and model. */
  lanes(): LaneTally[] {
    const lanes = new Map<string, LaneTally>();
    for (const tally of this.#rungs.values()) {
      const key = `${tally.lane_id} ${tally.model}`;
      const known = lanes.get(key);
      lanes.set(key, known === undefined ? tally : sumOf(known, tally));
    }
    return [...lanes.values()];
  }

  climbs(): Climb[] {
    return [...this.#climbs.values()];
  }

  /** One receipt for each rung that had items; `stopOutcome` is what it says where items were stopped. */
  receipts(
    unit: UnitRange,
    stopOutcome: RouteReceipt["outcome"],
    makeId: () => ReceiptId,
  ): ReceiptRow[] {
    const rungs = [...this.#rungs.values()].toSorted(
      (left, right) => left.rung.rung - right.rung.rung,
    );
    return rungs.map((tally, place) => ({
      id: makeId(),
      place,
      unit: unit.unit,
      first_item: unit.first_item,
      end_item: unit.end_item,
      rung: tally.rung.rung,
      lane_id: tally.lane_id,
      model: tally.model,
      items: tally.items,
      completed: tally.completed,
      failed: tally.failed,
      retries: tally.retries,
      started_at: tally.started_at,
      ended_at: tally.ended_at,
      outcome: outcomeOf(tally, stopOutcome),
      next_rung_reason: tally.climbed === 0 ? null : climbText(tally.climbed, tally.reasons),
    }));
  }

  #tallyOf(rung: Rung): RungTally {
    const tally = this.#rungs.get(keyOf(rung));
    if (tally === undefined)
      throw new TypeError("A completed item has a step on the rung that completed it");
    return tally;
  }

  #rungOf({ rung, started_at, ended_at }: RungStep): RungTally {
    const key = keyOf(rung);
    let tally = this.#rungs.get(key);
    if (tally === undefined) {
      const { lane_id, model } = rung;
      const none = {
        climbed_here: 0,
        completed: 0,
        failed: 0,
        climbed: 0,
        input_tokens: 0n,
        output_tokens: 0n,
        cost_micros: 0n,
      };
      tally = {
        rung,
        lane_id,
        model,
        ...none,
        items: 0,
        retries: 0,
        stopped: 0,
        started_at,
        ended_at,
        reasons: {},
      };
      this.#rungs.set(key, tally);
    }
    return tally;
  }

  #addClimb(step: RungStep, to: Rung): void {
    const key = `${keyOf(step.rung)} ${keyOf(to)}`;
    const climb = this.#climbs.get(key) ?? { from: step.rung, to, reasons: {} };
    this.#climbs.set(key, climb);
    count(climb.reasons, step.failure_code ?? "unknown");
  }
}

/** "12 items went on: provider_429 (9), lane_unavailable (3)", the most frequent reason first. */
export function climbText(items: number, reasons: Readonly<Record<string, number>>): string {
  const listed = Object.entries(reasons)
    .toSorted((left, right) => right[1] - left[1])
    .map(([code, times]) => `${code} (${times})`);
  return `${items === 1 ? "1 item" : `${items} items`} went on: ${listed.join(", ")}`;
}

function keyOf({ rung, lane_id, model }: Rung): string {
  return `${rung} ${lane_id} ${model}`;
}

function addStep(tally: RungTally, step: RungStep): void {
  tally.items += 1;
  tally.retries += Math.max(0, step.attempts - 1);
  if (step.started_at < tally.started_at) tally.started_at = step.started_at;
  if (step.ended_at > tally.ended_at) tally.ended_at = step.ended_at;
  tally[step.outcome] += 1;
  if (step.outcome === "climbed") count(tally.reasons, step.failure_code ?? "unknown");
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function sumOf(left: LaneTally, right: LaneTally): LaneTally {
  return {
    lane_id: left.lane_id,
    model: left.model,
    climbed_here: left.climbed_here + right.climbed_here,
    completed: left.completed + right.completed,
    failed: left.failed + right.failed,
    climbed: left.climbed + right.climbed,
    input_tokens: left.input_tokens + right.input_tokens,
    output_tokens: left.output_tokens + right.output_tokens,
    cost_micros: left.cost_micros + right.cost_micros,
  };
}

function outcomeOf(
  tally: RungTally,
  stopOutcome: RouteReceipt["outcome"],
): RouteReceipt["outcome"] {
  if (tally.climbed > 0) return "climbed";
  if (tally.stopped > 0) return stopOutcome;
  return tally.completed === 0 ? "failed" : "done";
}
