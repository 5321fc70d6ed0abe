import { setTimeout as delay } from "node:timers/promises";
import type { Rehearsal as WireRehearsal } from "#contract/local.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import type { Chance } from "../chance.ts";
import type { Database } from "../database/database.ts";
import { Conductor, type ConductedJobs, type Playing } from "./conductor.ts";
import { LogicalTime } from "./logical-time.ts";
import { type RehearsalRow, updatePlaying, updateReserved } from "./rehearsal-store.ts";
import { seededBytes, seededChance } from "./seeded-random.ts";
import { VirtualWaits } from "./virtual-waits.ts";

/** Where the clock of every rehearsal starts. */
export const REHEARSAL_STARTED_AT = new Date("2026-01-15T09:00:00.000Z");
/** What the clock moves on by for each request that changes something. */
const CALL_MS = 1_000;
/** What it takes for a delivery to arrive in an inbox, and for the answer to come back. */
const RECEIPT_MS = 4;
/** No answer of an inbox keeps its sender longer than this in real time: he gives up after ten seconds. */
const LONGEST_REAL_DELAY_MS = 5_000;

export interface RehearsalOptions {
  database: Database;
  row: RehearsalRow;
  onError: (error: unknown) => void;
}

/** One rehearsal: a clock that moves when something happens, chance that comes from the seed, and the order of events. */
export class Rehearsal {
  readonly entropy: RandomBytes;
  readonly chance: Chance;
  readonly #database: Database;
  readonly #row: RehearsalRow;
  readonly #time: LogicalTime;
  readonly #conductor: Conductor;
  #playing: Playing;
  #lastCallAt: Date;

  constructor({ database, row, onError }: RehearsalOptions) {
    this.#database = database;
    this.#row = row;
    this.#playing = { pace: row.pace, is_paused: row.is_paused };
    this.#lastCallAt = row.reserved_until;
    this.entropy = seededBytes(row.seed, row.epoch);
    this.chance = seededChance(row.seed);
    this.#time = new LogicalTime(row.reserved_until.getTime(), (untilMs) =>
      updateReserved(database, new Date(untilMs)),
    );
    const waits = new VirtualWaits();
    this.#conductor = new Conductor({ ...this.#playing, time: this.#time, waits, onError });
  }

  now(): Date {
    return new Date(this.#time.nowMs);
  }

  /**
   * The moment of the last request that the clock moved on for: what is noted before a request has its turn is noted by
   * this one, since the clock may be on its way.
   */
  get lastCallAt(): Date {
    return this.#lastCallAt;
  }

  /** As the API shows it. */
  onWire(): WireRehearsal {
    const { scenario, seed } = this.#row;
    const started_at = REHEARSAL_STARTED_AT.toISOString();
    return { scenario, seed, ...this.#playing, started_at, now: this.now().toISOString() };
  }

  /** Begins to play what these jobs set going. */
  start(jobs: ConductedJobs): void {
    this.#conductor.start(jobs);
  }

  /** Lets everybody go who waits for a turn or for time to pass, and plays no more. */
  end(): void {
    this.#conductor.end();
  }

  /**
   * Resolves when a request may change something, to the function that ends its turn. Where the request `isCounted` the
   * clock has moved on by a second for it.
   */
  async takeTurn(isCounted: boolean): Promise<() => void> {
    const leave = await this.#conductor.takeTurn();
    try {
      if (isCounted) {
        await this.#time.moveBy(CALL_MS);
        this.#lastCallAt = this.now();
      }
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Waits in the rehearsal's time; rejects with the signal's reason as soon as that aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void> {
    return this.#conductor.wait(ms, signal);
  }

  /** Changes how it is played, now and after a restart. */
  async change(changes: Partial<Playing>): Promise<void> {
    this.#playing = { ...this.#playing, ...changes };
    this.#conductor.change(this.#playing);
    await updatePlaying(this.#database, this.#playing);
  }

  /** See `Conductor.advance`. */
  async advance(ms: number): Promise<void> {
    await this.#conductor.advance(ms);
  }

  /** Lets the time pass that a delivery takes to an inbox. */
  async arrive(): Promise<void> {
    await this.#time.moveBy(RECEIPT_MS);
  }

  /**
   * Lets the time pass that an inbox keeps its sender waiting. The delivery is what is under way, and all else waits for its
   * end, so this is no wait like those of the lanes: it is not held by a pause and the clock goes on by it at once.
   */
  async delay(ms: number, signal: AbortSignal): Promise<void> {
    const realMs = Math.min(ms / this.#playing.pace, LONGEST_REAL_DELAY_MS);
    await delay(realMs, undefined, { signal }).catch(() => undefined);
    await this.#time.moveBy(ms);
  }
}
