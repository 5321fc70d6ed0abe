import type { CatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { LaneCondition } from "#gateway/catalog/lane-states.ts";
import type { Clock } from "#gateway/clock.ts";
import type { Database } from "#gateway/database/database.ts";
import type { Lane } from "../lane.ts";
import { BATCH_RULES, CALL_RULES, CircuitBreaker, type OpenBreaker } from "./circuit-breaker.ts";
import { conditionOf, MEASURED_MS } from "./lane-condition.ts";
import { LaneMeasures, SLOT_MS } from "./lane-measures.ts";
import { watchLane, type LaneWatcher } from "./watched-lane.ts";
import { listBreakers, listSlots, writeReport } from "./watch-store.ts";

/** How often a process writes at most what it sees of its lanes, of its own accord. */
export const WRITE_EVERY_MS = 3_000;
/** A breaker that stays as it is is told again so often. */
const TELL_EVERY_MS = 10_000;
/** Whose breaker has not been told of for so long is gone. */
const GONE_AFTER_MS = 30_000;

interface LaneWatchOptions {
  /** Of the catalog. Sandbox lanes are not watched: they do what they are told, and would do something else if calls were kept from them. */
  lanes: readonly CatalogLane[];
  database: Database;
  clock: Clock;
  /** Tells this process from others and from the one before it. */
  process_id: string;
  /** Rejects with the signal's reason when that aborts first. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

interface Watched extends LaneWatcher {
  lane_id: string;
  /** Its breaker as it was last written; null for closed. */
  told: OpenBreaker | null;
  toldAtMs: number;
}

/**
 * Watches the calls of this process to providers, keeps calls from lanes that fail, and writes down what it sees, for the
 * quotes and pages of every process.
 */
export class LaneWatch {
  readonly #options: LaneWatchOptions;
  readonly #watched: Watched[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(options: LaneWatchOptions) {
    this.#options = options;
  }

  /** Whether there is a lane to watch. */
  get isNeeded(): boolean {
    return this.#options.lanes.some(({ adapter }) => adapter !== "sandbox");
  }

  /** The same lanes, those to providers watched. To be asked once for the lanes that batches run on. */
  watch(lanes: ReadonlyMap<string, Lane>): Map<string, Lane> {
    const watched = new Map(lanes);
    for (const { lane_id, adapter, display_name } of this.#options.lanes) {
      const lane = lanes.get(lane_id);
      if (lane === undefined || adapter === "sandbox") continue;
      watched.set(lane_id, watchLane(lane, this.#watcherOf(lane, display_name)));
    }
    return watched;
  }

  /** Writes what has changed since it was last written; calls at the same time follow one another. */
  write(): Promise<void> {
    const written = this.#writing.then(() => this.#write());
    this.#writing = written.catch(() => {});
    return written;
  }

  /** How the lanes to providers that anything is known of are, in all processes, by lane id. */
  async conditions(): Promise<Map<string, LaneCondition>> {
    if (!this.isNeeded) return new Map();
    await this.write();
    const { clock, database } = this.#options;
    const now = clock.now();
    const slots = await listSlots(database, before(now, MEASURED_MS));
    const breakers = await listBreakers(database, before(now, GONE_AFTER_MS));
    const slotsOf = byLane(slots);
    const breakersOf = byLane(breakers);
    const known = new Set([...slotsOf.keys(), ...breakersOf.keys()]);
    return new Map(
      [...known].map((lane_id) => [
        lane_id,
        conditionOf(slotsOf.get(lane_id) ?? [], breakersOf.get(lane_id) ?? [], now),
      ]),
    );
  }

  #watcherOf(lane: Lane, display_name: string): LaneWatcher {
    const { clock, wait } = this.#options;
    const rules = lane.kind === "batch" ? BATCH_RULES : CALL_RULES;
    const watcher = {
      lane_id: lane.lane_id,
      display_name,
      breaker: new CircuitBreaker(rules, () => clock.now().getTime()),
      measures: new LaneMeasures(() => clock.now()),
      wait,
      told: null,
      toldAtMs: 0,
    };
    this.#watched.push(watcher);
    return watcher;
  }

  async #write(): Promise<void> {
    const { clock, database, process_id } = this.#options;
    const now = clock.now();
    const measured = this.#watched.map(({ lane_id, measures }) => ({
      lane_id,
      ...measures.unwritten(),
    }));
    const slots = measured.flatMap(({ lane_id, slots: changed }) =>
      changed.map((slot) => ({ ...slot, lane_id })),
    );
    const toTell = this.#watched
      .filter((watched) => isToBeTold(watched, now.getTime()))
      .map((watched) => ({ watched, opened: watched.breaker.opened }));
    if (slots.length === 0 && toTell.length === 0) return;
    await writeReport(database, {
      process_id,
      seen_at: now,
      slots,
      opened: toTell.flatMap(({ watched, opened }) =>
        opened === null ? [] : [openedRow(watched.lane_id, opened)],
      ),
      closed: toTell.flatMap(({ watched, opened }) => (opened === null ? [watched.lane_id] : [])),
      forgetBefore: before(now, MEASURED_MS + SLOT_MS),
    });
    for (const { confirm } of measured) confirm();
    for (const { watched, opened } of toTell) {
      watched.told = opened;
      watched.toldAtMs = now.getTime();
    }
  }
}

function isToBeTold({ breaker, told, toldAtMs }: Watched, nowMs: number): boolean {
  if (breaker.opened !== told) return true;
  return told !== null && nowMs - toldAtMs >= TELL_EVERY_MS;
}

function openedRow(lane_id: string, { since_ms, retry_at_ms, reason }: OpenBreaker) {
  return { lane_id, since: new Date(since_ms), retry_at: new Date(retry_at_ms), reason };
}

function byLane<Row extends { lane_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const lanes = new Map<string, Row[]>();
  for (const row of rows) {
    const known = lanes.get(row.lane_id);
    if (known === undefined) lanes.set(row.lane_id, [row]);
    else known.push(row);
  }
  return lanes;
}

function before(moment: Date, ms: number): Date {
  return new Date(moment.getTime() - ms);
}
