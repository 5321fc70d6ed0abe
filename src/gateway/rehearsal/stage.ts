import { randomBytes, type RandomBytes } from "#contract/random-bytes.ts";
import type { RehearsalStart } from "#contract/local.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Chance } from "../chance.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { Rehearsal, REHEARSAL_STARTED_AT } from "./rehearsal.ts";
import { insertRehearsal, resumeRehearsal } from "./rehearsal-store.ts";

/** Waits for a while; rejects with the signal's reason when that aborts first. */
type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/**
 * Where the gateway gets its time, its chance and its waits: from the machine, or while a rehearsal is on from that. A
 * rehearsal's secrets can be told from its seed, so only a local gateway has the endpoints that begin one. It goes on
 * after a restart: its clock then stands up to a minute later than it did, and what is drawn from there on differs from
 * a run without a restart, so that no id is ever given twice.
 */
export interface Stage {
  /** The machine's, for what must not stand still: rate limits. */
  readonly realClock: Clock;
  readonly clock: Clock;
  readonly entropy: RandomBytes;
  current(): Rehearsal | null;
  /** This wait, or a rehearsal's while one is on. */
  waiting(wait: Wait): Wait;
  /** This chance, or a rehearsal's while one is on. */
  chance(chance: Chance): Chance;
  /** Begins a rehearsal on an empty gateway; that it is not yet played is for the caller to change. */
  begin(start: RehearsalStart): Promise<void>;
  /** Takes a rehearsal up again that was on when the process before this one ended. */
  resume(): Promise<void>;
  /** Goes back to the machine's own time and chance. */
  end(): void;
}

export interface StageOptions {
  realClock: Clock;
  database: Database;
  onError: (error: unknown) => void;
}

/**
 * Whether a rehearsal may begin: its clock is in one process, so only where no other one shares the database; and what a
 * provider answers, and when, is not the same each time.
 */
export function canRehearse(
  { engine }: Pick<Database, "engine">,
  { lanes }: Pick<Catalog, "lanes">,
): boolean {
  return engine === "pglite" && lanes.every(({ adapter }) => adapter === "sandbox");
}

/** A stage with no rehearsal on it yet. */
export function createStage({ realClock, database, onError }: StageOptions): Stage {
  let rehearsal: Rehearsal | null = null;
  return {
    realClock,
    clock: { now: () => rehearsal?.now() ?? realClock.now() },
    entropy: (purpose, size) => (rehearsal?.entropy ?? randomBytes)(purpose, size),
    current: () => rehearsal,
    waiting: (wait) => (ms, signal) => rehearsal?.wait(ms, signal) ?? wait(ms, signal),
    chance:
      (chance) =>
      (...use) =>
        (rehearsal?.chance ?? chance)(...use),
    async begin(start) {
      const row = { ...start, is_paused: false, epoch: 0, reserved_until: REHEARSAL_STARTED_AT };
      await insertRehearsal(database, row);
      rehearsal = new Rehearsal({ database, row, onError });
    },
    async resume() {
      const row = await resumeRehearsal(database);
      if (row !== undefined) rehearsal = new Rehearsal({ database, row, onError });
    },
    end() {
      rehearsal?.end();
      rehearsal = null;
    },
  };
}
