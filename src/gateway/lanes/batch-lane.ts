import type { LaneAnswer, LaneFailure, LaneRequest } from "./lane.ts";

/** What a provider takes in one batch. */
export interface UpstreamLimits {
  items: number;
  /** Of all lines together, their ends included. */
  bytes: number;
}

/** An item as a line of an upstream batch. */
export interface UpstreamLine {
  /** One JSON text without a line end; the id that it was written with stands in it. */
  text: string;
  /** Items may share an upstream batch when this is the same for all: a model and a path, say. */
  group: string;
}

/** A batch that is to be handed to a provider, once. */
export interface UpstreamOrder {
  /**
   * Ours alone among all batches at the provider, of 1 to 32 letters, digits and underscores: whatever the provider keeps of it (metadata, a display
   * name, the ids of its lines, which begin with it) tells later whether the batch is there.
   */
  reference: string;
  /** The group of its lines. */
  group: string;
  /** The model's slug in the catalog, the same for all lines. */
  model: string;
  items: number;
  /** Of all lines, their ends included. */
  bytes: number;
  /** When handing it over was first begun; earlier batches at the provider are others. */
  begun_at: Date;
  /** When a batch may last have been made of it; later batches at the provider are others. */
  tried_at: Date;
  /** Whether a batch of the lane is known to be of another order; for providers that keep nothing of the reference to tell by. */
  isTaken(upstream_id: string): Promise<boolean>;
  /** The lines in order, each with the line end; may be read more than once. */
  lines(): AsyncIterable<Uint8Array>;
  /**
   * Called right before the request that makes the batch, after all that leads up to it: rejects when somebody else has taken the order over
   * meanwhile, and then nothing must be made.
   */
  confirm(): Promise<void>;
}

/** Items of an upstream batch by how they are. */
export interface UpstreamCounts {
  total: number;
  completed: number;
  failed: number;
}

/**
 * How an upstream batch is. `ended`: answers can be read, and items without one were left undone for this reason. `refused`: nothing of
 * it was done, and that is what the failure says; it speaks of the lane (`lane_unavailable`, `provider_429`, …) or of all items.
 */
export type UpstreamState =
  | { kind: "working"; counts: UpstreamCounts | null }
  | { kind: "ended"; why: "completed" | "expired" | "cancelled"; counts: UpstreamCounts | null }
  | { kind: "refused"; failure: LaneFailure };

/** One answer as the provider's result file has it. */
export interface UpstreamAnswer {
  /** The id that the line was written with. */
  id: string;
  /** The whole line as it came. */
  text: string;
}

/**
 * A lane that is handed whole batches, does them when it will, and is asked how they are. Every method but `write` and `read` calls the
 * provider: it rejects with a `LaneFailure` when that fails, within the lane's own deadline for one request, and with the signal's reason as
 * soon as the signal aborts. The caller keeps books: what it does not know of is never asked for again.
 */
export interface BatchLane {
  kind: "batch";
  lane_id: string;
  limits: UpstreamLimits;
  /** Between two looks at a batch: the first comes after `first_ms`, the waits double up to `most_ms`. */
  poll: { first_ms: number; most_ms: number };
  /** A batch that has not ended by then is left: milliseconds from its being handed over. */
  give_up_ms: number;
  /** The item as a line; throws a `LaneFailure` where the provider cannot be asked for it. `id` has at most 48 letters, digits and underscores. */
  write(request: LaneRequest, id: string): UpstreamLine;
  /** Hands a batch over; its id at the provider. */
  submit(order: UpstreamOrder, signal: AbortSignal): Promise<string>;
  /**
   * The id of the batch that was handed over under the order's reference, however that ended for the caller; null where there is none, and
   * `undecided` while the provider does not tell.
   */
  find(order: UpstreamOrder, signal: AbortSignal): Promise<string | null | "undecided">;
  look(upstream_id: string, signal: AbortSignal): Promise<UpstreamState>;
  /** The answers of a batch that has ended, in the provider's order, those to items that failed included; ids may repeat or be unknown. */
  answers(upstream_id: string, signal: AbortSignal): AsyncIterable<UpstreamAnswer>;
  /** What an answer means for its item: throws a `LaneFailure` where the item failed. */
  read(answer: UpstreamAnswer, request: LaneRequest): LaneAnswer;
  /** Asks for the end of a batch; one that has ended already is no failure. */
  cancel(upstream_id: string, signal: AbortSignal): Promise<void>;
  /** Deletes what the provider keeps of a batch whose answers are safe; what is gone already is no failure. */
  forget(upstream_id: string, signal: AbortSignal): Promise<void>;
  /** Asks for something that costs nothing, to learn whether address and key are right. */
  probe(signal: AbortSignal): Promise<void>;
}
