import { tell } from "#gateway/batches/event-store.ts";
import type { BatchHappening } from "#gateway/batches/event-store.ts";
import type { BatchLane, UpstreamOrder } from "#gateway/lanes/batch-lane.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import type { JobControls } from "#gateway/queue/job-handler.ts";
import type { DispatchDependencies } from "../dependencies.ts";
import { afterFailures, notAfterStopping } from "./look-times.ts";
import { orderLines } from "./order-lines.ts";
import {
  isUpstreamIdKnown,
  updateUpstreamBatch,
  type UpstreamBatchRow,
  type UpstreamProgress,
} from "#gateway/batches/upstream-store.ts";
import type { UpstreamUnit } from "./upstream-unit.ts";

/** The books over the upstream batches of a unit: only who holds the unit's job writes in them. */
export class OrderBooks {
  readonly dependencies: DispatchDependencies;
  readonly hand: UpstreamUnit;
  readonly #controls: Pick<JobControls, "hold">;

  constructor(
    dependencies: DispatchDependencies,
    hand: UpstreamUnit,
    controls: Pick<JobControls, "hold">,
  ) {
    this.dependencies = dependencies;
    this.hand = hand;
    this.#controls = controls;
  }

  get isEnding(): boolean {
    return this.hand.endingSignal.aborted;
  }

  now(): Date {
    return this.dependencies.clock.now();
  }

  /** Writes a change down; throws `LeaseLost` where the job is not ours any more. */
  async write(
    row: UpstreamBatchRow,
    changes: Partial<UpstreamProgress>,
    happening?: Omit<BatchHappening, "at" | "lane_id">,
  ): Promise<UpstreamBatchRow> {
    const { batch_id, lane_id } = row;
    return this.dependencies.database.transaction(async (tx) => {
      await this.#controls.hold(tx);
      if (happening !== undefined)
        await tell(tx, batch_id, { at: this.now(), lane_id, ...happening });
      return updateUpstreamBatch(tx, row, changes);
    });
  }

  /** Notes that a request failed, and when to try again; what else is to be written with it comes last. */
  async fail(
    row: UpstreamBatchRow,
    failure: LaneFailure,
    changes: Partial<UpstreamProgress> = {},
  ): Promise<UpstreamBatchRow> {
    const failures = row.failures + 1;
    const { code, message, retry_after_ms } = failure;
    const again = afterFailures(this.now(), failures, retry_after_ms);
    const next_look_at = notAfterStopping(again, row);
    return this.write(row, {
      failures,
      next_look_at,
      failure_code: code,
      failure_message: message,
      ...changes,
    });
  }

  /** Ends the wait for a batch without answers. */
  async settle(
    row: UpstreamBatchRow,
    status: "refused" | "left",
    { code, message }: { code: string; message: string },
  ): Promise<UpstreamBatchRow> {
    return this.write(
      row,
      { status, settled_at: this.now(), failure_code: code, failure_message: message },
      { kind: "upstream_ended", message },
    );
  }

  /** The batch as its lane is asked for it. */
  orderOf(lane: BatchLane, row: UpstreamBatchRow): UpstreamOrder {
    const { reference, line_group: group, model, items, bytes, begun_at, tried_at } = row;
    return {
      reference,
      group,
      model,
      items,
      bytes,
      begun_at: begun_at ?? this.now(),
      tried_at: tried_at ?? this.now(),
      lines: () => orderLines(this.dependencies.storage, lane, this.hand, row),
      isTaken: (upstream_id) =>
        isUpstreamIdKnown(this.dependencies.database, row.lane_id, upstream_id),
      confirm: async () => void (await this.write(row, { tried_at: this.now() })),
    };
  }
}

/** What a request to a provider gave, or its failure; whatever else goes wrong is thrown. */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Result | LaneFailure> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LaneFailure) return error;
    throw error;
  }
}
