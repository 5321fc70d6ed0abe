import type { Rung } from "#gateway/batches/ladder.ts";
import type { BatchLane } from "#gateway/lanes/batch-lane.ts";
import type { ItemRequest } from "../run-item.ts";
import { lineId } from "./line-id.ts";
import type { NewUpstreamBatch } from "#gateway/batches/upstream-store.ts";

const LINE_END_BYTES = 1;

/** Gathers items into upstream batches that keep to the limits of their lanes. */
export class OrderBook {
  readonly #newReference: () => string;
  readonly #open = new Map<string, NewUpstreamBatch>();
  readonly #all: NewUpstreamBatch[] = [];

  constructor(newReference: () => string) {
    this.#newReference = newReference;
  }

  /** All batches that were begun, with what is in them so far. */
  get batches(): readonly NewUpstreamBatch[] {
    return this.#all;
  }

  /** Adds an item to a batch and says which; throws the lane's `LaneFailure` where it cannot be asked for the item. */
  add(lane: BatchLane, { model }: Rung, request: ItemRequest, place: number): string {
    // Every reference is of one length, and so are the lines, whichever batch they come to stand in.
    const probe = this.#open.values().next().value?.reference ?? this.#newReference();
    const line = lane.write({ ...request, model, attempt: 1 }, lineId(probe, place));
    const bytes = Buffer.byteLength(line.text) + LINE_END_BYTES;
    const batch = this.#batchFor(lane, model, line.group, bytes);
    batch.items += 1;
    batch.bytes += bytes;
    return batch.reference;
  }

  #batchFor(
    { lane_id, limits }: BatchLane,
    model: string,
    line_group: string,
    bytes: number,
  ): NewUpstreamBatch {
    const key = JSON.stringify([lane_id, model, line_group]);
    const open = this.#open.get(key);
    if (open !== undefined && open.items < limits.items && open.bytes + bytes <= limits.bytes)
      return open;
    const reference = this.#newReference();
    const begun = { reference, lane_id, model, line_group, items: 0, bytes: 0 };
    this.#open.set(key, begun);
    this.#all.push(begun);
    return begun;
  }
}
