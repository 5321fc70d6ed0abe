import type { ItemFacts } from "#contract/batches.ts";
import { toMoney } from "#contract/primitives.ts";
import type { Rung } from "#gateway/batches/ladder.ts";
import type { BatchLaneRow } from "#gateway/batches/lane-store.ts";
import type { LaneAnswer } from "#gateway/lanes/lane.ts";
import type { ItemRun } from "./run-item.ts";

/** An item with what it cost, in integer micro-dollars, and how it was served; null when no lane was asked. */
export interface PricedItem {
  cost_micros: bigint;
  facts: ItemFacts | null;
}

type PricedLane = Pick<
  BatchLaneRow,
  "lane_id" | "model" | "provider" | "input_micros_per_million" | "output_micros_per_million"
>;

const TOKENS_PER_RATE = 1_000_000n;

/**
 * Prices the items of one unit at the rates that their batch locked. Parts of a micro-dollar are carried from item to item
 * of a lane, and what is left of them at the end is not charged: so the items' costs are whole micro-dollars that sum to
 * the bill, and never to more than the tokens cost.
 */
export class ItemPricer {
  readonly #lanes: readonly PricedLane[];
  /** What was not charged so far, in millionths of a micro-dollar. */
  readonly #carried = new Map<PricedLane, bigint>();

  constructor(lanes: readonly PricedLane[]) {
    this.#lanes = lanes;
  }

  /** To be asked once for each item. */
  price(run: ItemRun): PricedItem {
    const { outcome, steps } = run;
    const cost_micros =
      outcome.kind === "completed" ? this.#charge(outcome.rung, outcome.answer.usage) : 0n;
    const asked = steps.filter((step) => step.attempts > 0);
    const [first, last] = [asked[0], asked.at(-1)];
    if (first === undefined || last === undefined) return { cost_micros, facts: null };
    const { rung, lane_id, model } = "rung" in outcome ? outcome.rung : last.rung;
    const facts = {
      lane_id,
      provider: this.#laneOf({ lane_id, model }).provider,
      model,
      rung,
      attempts: asked.reduce((sum, step) => sum + step.attempts, 0),
      latency_ms: Math.max(0, last.ended_at.getTime() - first.started_at.getTime()),
      cost: toMoney(cost_micros),
    };
    return { cost_micros, facts };
  }

  #charge(rung: Rung, { input_tokens, output_tokens }: LaneAnswer["usage"]): bigint {
    const lane = this.#laneOf(rung);
    const due =
      (this.#carried.get(lane) ?? 0n) +
      lane.input_micros_per_million * BigInt(input_tokens) +
      lane.output_micros_per_million * BigInt(output_tokens);
    this.#carried.set(lane, due % TOKENS_PER_RATE);
    return due / TOKENS_PER_RATE;
  }

  #laneOf({ lane_id, model }: Pick<Rung, "lane_id" | "model">): PricedLane {
    const lane = this.#lanes.find((known) => known.lane_id === lane_id && known.model === model);
    if (lane === undefined)
      throw new TypeError(`The batch has locked no rates for ${model} on ${lane_id}.`);
    return lane;
  }
}
