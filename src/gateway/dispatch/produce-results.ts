import { setMaxListeners } from "node:events";
import type { ArtifactKind } from "#contract/batches.ts";
import { listBatchLanes } from "#gateway/batches/lane-store.ts";
import { errorLine, lineEnding, outputLine } from "#gateway/batches/result-line.ts";
import type { BatchEnding, BatchRow } from "#gateway/batches/store.ts";
import type { UnitResults, UnitRow } from "#gateway/batches/unit-store.ts";
import { onAbort } from "#gateway/on-abort.ts";
import type { DispatchDependencies } from "./dependencies.ts";
import { UnitStopped } from "./ending-watch.ts";
import { ItemPricer, servedItem } from "./item-pricer.ts";
import type { AnswerRoom } from "./answer-room.ts";
import type { LaneLimiter } from "./lane-limiter.ts";
import type { LaneOwner } from "./waiting-calls.ts";
import { OrderedLines } from "./ordered-lines.ts";
import type { ItemRun } from "./ladder-climb.ts";
import type { ItemRunner } from "./run-item.ts";
import { runUnitItems } from "./run-unit-items.ts";
import { notDoneError } from "./not-done.ts";
import { UnitTally } from "./unit-tally.ts";
import { unitFileName } from "./unit-files.ts";
import { writeIfAny } from "./write-if-any.ts";

/** A unit in hand. */
export interface UnitInHand {
  batch: BatchRow;
  unit: UnitRow;
  fence: bigint;
  /** Aborted when the job must not go on. */
  jobSignal: AbortSignal;
  /** Aborted with a `UnitStopped` when the batch is to end early. */
  endingSignal: AbortSignal;
}

/** What came of a unit: its result files are written, and nothing of it is in the database yet. */
export interface ProducedResults {
  tally: UnitTally;
  files: Pick<UnitResults, "output_name" | "output_bytes" | "error_name" | "error_bytes">;
  /** Why items were left undone; null when all are done. */
  stop: BatchEnding | null;
  /** What the lanes said when none of them could take an item; null otherwise. */
  unserved: string | null;
}

/** What the units of a process share. */
export interface SharedByUnits {
  limiter: LaneLimiter;
  answers: AnswerRoom;
}

/** Gives a sink what came of each item of a unit; stops when the signal aborts. */
export type ItemSource = (
  sink: ResultSink,
  runner: ItemRunner,
  signal: AbortSignal,
) => Promise<void>;

/**
 * Takes what comes of the items of a unit and writes its result lines to storage as they come, in the order of the items. When the batch
 * ends early, or no lane can take an item, what is done is kept and the rest gets an error line that says why. Rejects
 * with the reason of `jobSignal` when that aborts.
 */
export async function produceResults(
  dependencies: DispatchDependencies,
  { limiter, answers }: SharedByUnits,
  hand: UnitInHand,
  source: ItemSource,
): Promise<ProducedResults> {
  const { jobSignal, endingSignal } = hand;
  const stopping = new AbortController();
  const signal = AbortSignal.any([jobSignal, endingSignal, stopping.signal]);
  // Lanes may listen to it by themselves, as many calls as they take; Node would report that as a leak.
  setMaxListeners(0, signal);
  const lanes = await listBatchLanes(dependencies.database, [hand.batch.id]);
  const pricer = new ItemPricer(lanes.get(hand.batch.id) ?? []);
  const sink = new ResultSink(
    hand,
    new OrderedLines(hand.unit.end_item - hand.unit.first_item, answers),
    pricer,
    signal,
    () => stopping.abort(new UnitStopped("failed")),
  );
  const breakOff = (): void => sink.lines.fail(jobSignal.reason);
  jobSignal.addEventListener("abort", breakOff, { once: true });
  // As long as somebody listens, whatever the items wait for is told by the same listener.
  const stopListening = onAbort(signal, () => {});
  try {
    jobSignal.throwIfAborted();
    const runner = itemRunner(dependencies, limiter, hand);
    const [files] = await Promise.all([
      writeFiles(dependencies, hand, sink.lines),
      fill(sink, source, runner, signal),
    ]);
    jobSignal.throwIfAborted();
    const stop = sink.tally.cancelled === 0 ? null : (stopOf(signal) ?? "failed");
    return { tally: sink.tally, files, stop, unserved: sink.unserved };
  } finally {
    jobSignal.removeEventListener("abort", breakOff);
    stopListening();
    // Whatever went wrong, nothing of this unit goes on in the background.
    const ended = new UnitStopped("failed");
    stopping.abort(ended);
    // Where one of the two files could not be written, the other one's draft goes too.
    sink.lines.close(ended);
  }
}

/** What the items of a unit are run with. */
export function itemRunner(
  dependencies: DispatchDependencies,
  limiter: LaneLimiter,
  unit: Pick<UnitInHand, "batch" | "unit">,
): ItemRunner {
  return {
    ...dependencies,
    limiter,
    now: () => dependencies.clock.now(),
    owner: ownerOf(unit),
  };
}

/** Takes what came of each item, in the order in which the items end. */
class ResultSink {
  readonly tally = new UnitTally();
  readonly lines: OrderedLines;
  unserved: string | null = null;
  readonly #hand: UnitInHand;
  readonly #pricer: ItemPricer;
  readonly #signal: AbortSignal;
  readonly #stopUnit: () => void;

  constructor(
    hand: UnitInHand,
    lines: OrderedLines,
    pricer: ItemPricer,
    signal: AbortSignal,
    stopUnit: () => void,
  ) {
    this.lines = lines;
    this.#hand = hand;
    this.#pricer = pricer;
    this.#signal = signal;
    this.#stopUnit = stopUnit;
  }

  take(place: number, custom_id: string, run: ItemRun): void {
    const { batch, unit } = this.#hand;
    const { outcome } = run;
    this.tally.add(run);
    const served = servedItem(run);
    const ending = (): string => {
      const { cost_micros, facts } = this.#pricer.price(served);
      if (served.charged !== null) this.tally.charge(served.charged.rung, cost_micros);
      return lineEnding(facts);
    };
    const item = { batch_id: batch.id, item_index: unit.first_item + place, custom_id };
    if (outcome.kind === "completed") {
      this.lines.place(place, "output", outputLine(item, outcome.answer), ending);
      return;
    }
    if (outcome.kind === "unserved") {
      this.unserved ??= outcome.message;
      this.#stopUnit();
    }
    const error =
      outcome.kind === "failed" ? outcome : notDoneError(stopOf(this.#signal) ?? "failed");
    this.lines.place(place, "errors", errorLine(item, error), ending);
  }
}

/** The items of a unit of which no lane takes whole batches, run from their first rung on. */
export function sourceOfLines(
  { batch, unit }: Pick<UnitInHand, "batch" | "unit">,
  lines: readonly Uint8Array[],
): ItemSource {
  const { ladders, batch_seed } = batch;
  const { first_item } = unit;
  return (sink, runner, signal) =>
    runUnitItems(
      {
        lines,
        first_item,
        ladders,
        batch_seed,
        room: (until) => sink.lines.room(until),
        onEnd: (place, custom_id, run) => sink.take(place, custom_id, run),
      },
      runner,
      signal,
    );
}

async function fill(
  sink: ResultSink,
  source: ItemSource,
  runner: ItemRunner,
  signal: AbortSignal,
): Promise<void> {
  try {
    await source(sink, runner, signal);
  } catch (error) {
    sink.lines.fail(error);
    throw error;
  }
}

async function writeFiles(
  { storage }: DispatchDependencies,
  { batch, unit, fence }: UnitInHand,
  { streams }: OrderedLines,
): Promise<ProducedResults["files"]> {
  const nameOf = (kind: ArtifactKind): string => unitFileName(batch.id, unit.unit, fence, kind);
  const [output, errors] = await Promise.all([
    writeIfAny(storage, nameOf("output"), streams.output),
    writeIfAny(storage, nameOf("errors"), streams.errors),
  ]);
  return {
    output_name: output.name,
    output_bytes: output.bytes,
    error_name: errors.name,
    error_bytes: errors.bytes,
  };
}

function ownerOf({ batch, unit }: Pick<UnitInHand, "batch" | "unit">): LaneOwner {
  return { org_id: batch.org_id, batch_id: batch.id, unit: unit.unit };
}

function stopOf(signal: AbortSignal): BatchEnding | null {
  return signal.reason instanceof UnitStopped ? signal.reason.ending : null;
}
