import { setImmediate } from "node:timers/promises";
import { parseItem } from "#contract/manifest/parse-item.ts";
import { ladderFinder } from "#gateway/batches/ladder.ts";
import type { Rung } from "#gateway/batches/ladder.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import type { DispatchDependencies } from "../dependencies.ts";
import { UnitStopped } from "../ending-watch.ts";
import {
  afterRung,
  FIRST_RUNG,
  type ItemProgress,
  type ItemRun,
  type RungRun,
} from "../ladder-climb.ts";
import { readLineWindows } from "../read-lines.ts";
import type { ItemRequest, ItemRunner } from "../run-item.ts";
import { PARSED_AT_ONCE, requestOf, runUnitItems } from "../run-unit-items.ts";
import { roundName } from "../unit-files.ts";
import { AnswerReader } from "./answers-file.ts";
import { arrivedAnswer } from "./arrived-answer.ts";
import { newReference } from "./line-id.ts";
import { OrderBook } from "./order-book.ts";
import { readRound, type RoundEntry, type WaitingItem, writeEntry } from "./round-file.ts";
import type { NewUpstreamBatch, UpstreamBatchRow } from "#gateway/batches/upstream-store.ts";
import type { UpstreamUnit } from "./upstream-unit.ts";

/** What a pass over a unit has left: nothing of it is in the database yet. */
export interface EndedRound {
  /** The artifact that says how each item stands. */
  name: string;
  /** What is to be handed to providers; none when every item has ended. */
  batches: readonly NewUpstreamBatch[];
}

/** Batches of a provider that an item is put into, on one rung, before it goes on to the next. */
const MOST_BATCHES = 2;

/**
 * Takes every item of a unit as far as it goes: what its upstream batch has answered is read, lanes that are called once per item
 * are called, and items whose next lane takes whole batches are gathered for it. Once the batch is to end early nothing more is
 * begun, and every item ends. `settled` are the upstream batches of the pass before, all of them at their end.
 */
export async function runRound(
  dependencies: DispatchDependencies,
  runner: ItemRunner,
  hand: UpstreamUnit,
  settled: readonly UpstreamBatchRow[],
): Promise<EndedRound> {
  const round = new Round(dependencies, runner, hand, settled);
  const name = roundName(hand.batch.id, hand.unit.unit, hand.fence, hand.unit.rounds);
  try {
    await dependencies.storage.write(name, round.entries());
    hand.jobSignal.throwIfAborted();
    return { name, batches: round.batches };
  } finally {
    await round.close();
  }
}

async function nextOf(entries: AsyncGenerator<RoundEntry>): Promise<RoundEntry> {
  const next = await entries.next();
  if (next.done === true) throw new RangeError("The pass before has left too few items.");
  return next.value;
}

/** An item of a window. */
interface Entrant {
  custom_id: string;
  place: number;
  request: ItemRequest;
  ladder: readonly Rung[];
}

type Next = ItemRun | WaitingItem | ItemProgress;

class Round {
  readonly #dependencies: DispatchDependencies;
  readonly #runner: ItemRunner;
  readonly #hand: UpstreamUnit;
  readonly #stopping = new AbortController();
  readonly #signal: AbortSignal;
  readonly #book: OrderBook;
  readonly #settled: ReadonlyMap<string, UpstreamBatchRow>;
  readonly #answers = new Map<string, AnswerReader>();
  readonly #findLadder: ReturnType<typeof ladderFinder>;

  constructor(
    dependencies: DispatchDependencies,
    runner: ItemRunner,
    hand: UpstreamUnit,
    settled: readonly UpstreamBatchRow[],
  ) {
    this.#dependencies = dependencies;
    this.#runner = runner;
    this.#hand = hand;
    this.#signal = AbortSignal.any([hand.jobSignal, hand.endingSignal, this.#stopping.signal]);
    this.#book = new OrderBook(() => newReference(dependencies.entropy));
    this.#settled = new Map(settled.map((row) => [row.reference, row]));
    this.#findLadder = ladderFinder(hand.batch.ladders);
    for (const { reference, answers_name } of settled)
      if (answers_name !== null)
        this.#answers.set(reference, new AnswerReader(dependencies.storage, answers_name));
  }

  get batches(): readonly NewUpstreamBatch[] {
    return this.#book.batches;
  }

  async close(): Promise<void> {
    this.#stopping.abort(new UnitStopped("failed"));
    for (const reader of this.#answers.values()) await reader.close();
  }

  /** The lines of the artifact that the pass leaves. */
  async *entries(): AsyncGenerator<Uint8Array> {
    const { storage } = this.#dependencies;
    const { unit, input_key } = this.#hand;
    const before = unit.round_name === null ? null : readRound(storage, unit.round_name);
    let first = 0;
    try {
      for await (const lines of readLineWindows(storage, input_key, unit)) {
        this.#hand.jobSignal.throwIfAborted();
        const known: RoundEntry[] = [];
        if (before !== null) for (const _ of lines) known.push(await nextOf(before));
        const entries = await this.#window(lines, first, known);
        first += lines.length;
        yield Buffer.from(entries.map(writeEntry).join(""));
      }
    } finally {
      await before?.return(undefined);
    }
  }

  async #window(
    lines: readonly Uint8Array[],
    first: number,
    known: readonly RoundEntry[],
  ): Promise<RoundEntry[]> {
    const entries = new Map<number, RoundEntry>();
    const entrants = new Map<number, Entrant>();
    let from = new Map<number, ItemProgress>();
    const take = (at: number, entrant: Entrant, came: Next, further: typeof from): void => {
      entrants.set(at, entrant);
      const next = "at" in came ? this.#await(entrant, came, 1) : came;
      if ("at" in next) further.set(at, next);
      else entries.set(at, { custom_id: entrant.custom_id, state: this.#noticed(next) });
    };
    for (const [at, line] of lines.entries()) {
      const entry = known[at];
      if (entry !== undefined && "outcome" in entry.state) {
        entries.set(at, entry);
        continue;
      }
      if (at % PARSED_AT_ONCE === 0) await setImmediate();
      const entrant = this.#entrant(line, first + at);
      take(at, entrant, await this.#arrive(entrant, entry?.state ?? null), from);
    }
    // Items may come back from such lanes, be put into no batch, and go on to another one.
    while (from.size > 0) {
      const further: typeof from = new Map();
      await this.#call(lines, first, from, (at, next) => {
        const entrant = entrants.get(at);
        if (entrant !== undefined) take(at, entrant, next, further);
      });
      from = further;
    }
    return lines.map((_, at) => {
      const entry = entries.get(at);
      if (entry === undefined) throw new TypeError(`Item ${first + at} of the unit has no end.`);
      return entry;
    });
  }

  /** Runs those items of a window whose next lane is called once per item. */
  async #call(
    lines: readonly Uint8Array[],
    first: number,
    from: ReadonlyMap<number, ItemProgress>,
    onNext: (at: number, next: ItemRun | ItemProgress) => void,
  ): Promise<void> {
    const { batch, unit, jobSignal } = this.#hand;
    const { ladders, batch_seed } = batch;
    await runUnitItems(
      {
        lines,
        first_item: unit.first_item + first,
        ladders,
        batch_seed,
        room: async () => {},
        from,
        onEnd: (at, _custom_id, run) => onNext(at, run),
        onWaiting: onNext,
      },
      this.#runner,
      this.#signal,
    );
    jobSignal.throwIfAborted();
  }

  /** An item that no lane can take ends the batch, so nothing more is begun. */
  #noticed(state: ItemRun | WaitingItem): ItemRun | WaitingItem {
    if ("outcome" in state && state.outcome.kind === "unserved")
      this.#stopping.abort(new UnitStopped("failed"));
    return state;
  }

  #entrant(line: Uint8Array, place: number): Entrant {
    const { batch, unit } = this.#hand;
    const item = parseItem(line);
    const { first_item } = unit;
    const { batch_seed } = batch;
    return {
      custom_id: item.custom_id,
      place,
      request: requestOf(item, place, { first_item, batch_seed }),
      ladder: this.#findLadder(item)?.rungs ?? [],
    };
  }

  /** Where an item stands once what came for it is read. */
  async #arrive(entrant: Entrant, waiting: WaitingItem | ItemRun | null): Promise<Next> {
    if (waiting === null) return this.#await(entrant, FIRST_RUNG, 1);
    if ("outcome" in waiting) return waiting;
    const { progress, attempts, started_at } = waiting;
    const result = await this.#resultOf(entrant, waiting);
    const isWorthAnother =
      result instanceof LaneFailure &&
      result.retryable &&
      !result.skip_lane &&
      result.code !== "provider_expired" &&
      attempts < MOST_BATCHES;
    if (isWorthAnother && !this.#signal.aborted)
      return this.#await(entrant, progress, attempts + 1, started_at);
    const failure_code = result instanceof LaneFailure ? result.code : null;
    return this.#goOn(entrant, progress, { result, attempts, started_at, failure_code });
  }

  async #resultOf(
    { ladder, place, request }: Entrant,
    { progress, reference, attempts }: WaitingItem,
  ): Promise<RungRun["result"]> {
    const rung = ladder[progress.at];
    const row = this.#settled.get(reference);
    const lane = rung && this.#runner.lanes.get(rung.lane_id);
    if (rung === undefined || row === undefined || lane?.kind !== "batch")
      return new LaneFailure("lane_unavailable", "The lane is not configured any more.");
    const text = await this.#answers.get(reference)?.at(place);
    const arrival = { row, place, request, attempt: attempts, text };
    return arrivedAnswer(lane, arrival, this.#hand.endingSignal.aborted);
  }

  /** Goes on from a rung that is done with, up to the next lane that has to be waited for or called. */
  #goOn(entrant: Entrant, progress: ItemProgress, run: RungRun): Next {
    const next = afterRung(progress, entrant.ladder, run, this.#runner.now());
    return "outcome" in next ? next : this.#await(entrant, next, 1);
  }

  /** Puts an item whose next lane takes whole batches into one; any other comes back as it is. */
  #await(
    entrant: Entrant,
    progress: ItemProgress,
    attempts: number,
    started_at: Date = this.#runner.now(),
  ): Next {
    const rung = entrant.ladder[progress.at];
    const lane = rung && this.#runner.lanes.get(rung.lane_id);
    if (rung === undefined || lane?.kind !== "batch") return progress;
    const begun = { attempts: attempts - 1, started_at, failure_code: null };
    if (this.#signal.aborted) return this.#goOn(entrant, progress, { ...begun, result: "stopped" });
    try {
      const reference = this.#book.add(lane, rung, entrant.request, entrant.place);
      return { progress, reference, started_at, attempts };
    } catch (error) {
      if (!(error instanceof LaneFailure)) throw error;
      return this.#goOn(entrant, progress, { ...begun, result: error, failure_code: error.code });
    }
  }
}
