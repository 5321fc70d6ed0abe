import type { ItemFacts } from "#contract/batches.ts";
import { toMoney } from "#contract/primitives.ts";
import type { Rung } from "#gateway/batches/ladder.ts";
import type { BatchLaneRow } from "#gateway/batches/lane-store.ts";
import type { LaneAnswer } from "#gateway/lanes/lane.ts";
import type { ItemRun } from "./ladder-climb.ts";

/** What of an item's run tells how it was served and what it costs; it does not hold the answer. */
export interface ServedItem {
  /** The lane that had the last word, with the calls to all lanes and the time that they took; null when none was asked. */
  service: { rung: Rung; attempts: number; latency_ms: number } | null;
  /** What is to be paid for; null for an item without an answer. */
  charged: { rung: Rung; usage: LaneAnswer["usage"] } | null;
}

/** An item with what it cost, in integer micro-dollars, and how it was served; null when no lane was asked. */
interface PricedItem {
  cost_micros: bigint;
  facts: ItemFacts | null;
}

type PricedLane = Pick<
  BatchLaneRow,
  "lane_id" | "model" | "provider" | "input_micros_per_million" | "output_micros_per_million"
>;

const TOKENS_PER_RATE = 1_000_000n;

/** How an item was served, out of all it went through. */
export function servedItem({ outcome, steps }: ItemRun): ServedItem {
  const charged =
    outcome.kind === "completed" ? { rung: outcome.rung, usage: outcome.answer.usage } : null;
  const asked = steps.filter((step) => step.attempts > 0);
  const [first, last] = [asked[0], asked.at(-1)];
  if (first === undefined || last === undefined) return { service: null, charged };
  const service = {
    rung: "rung" in outcome ? outcome.rung : last.rung,
    attempts: asked.reduce((sum, step) => sum + step.attempts, 0),
    // A clock can be set back.
    latency_ms: Math.max(0, last.ended_at.getTime() - first.started_at.getTime()),
  };
  return { service, charged };
}

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

  /** To be asked once for each item, in the order of the items, so that costs do not depend on who ends first. */
  price({ service, charged }: ServedItem): PricedItem {
    const cost_micros = charged === null ? 0n : this.#charge(charged.rung, charged.usage);
    if (service === null) return { cost_micros, facts: null };
    const { rung, lane_id, model } = service.rung;
    const { attempts, latency_ms } = service;
    const { provider } = this.#laneOf(service.rung);
    const cost = toMoney(cost_micros);
    return { cost_micros, facts: { lane_id, provider, model, rung, attempts, latency_ms, cost } };
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

  #laneOf({ lane_id, model }: Rung): PricedLane {
    const lane = this.#lanes.find((known) => known.lane_id === lane_id && known.model === model);
    if (lane === undefined)
      throw new TypeError(`The batch has locked no rates for ${model} on ${lane_id}.`);
    return lane;
  }
}
