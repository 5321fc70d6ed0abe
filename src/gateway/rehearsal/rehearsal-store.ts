import type { RehearsalStart } from "#contract/local.ts";
import type { Queryable } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import type { Playing } from "./conductor.ts";

/** A rehearsal as it is kept over a restart. */
export interface RehearsalRow extends RehearsalStart, Playing {
  /** Counts the processes that it has run in, from 0. */
  epoch: number;
  /** Its clock has shown no later moment. */
  reserved_until: Date;
}

/** Keeps a rehearsal that begins; there is none beside it. */
export async function insertRehearsal(queryable: Queryable, row: RehearsalRow): Promise<void> {
  await queryable.query(sql`
    insert into rehearsals (scenario, seed, pace, is_paused, epoch, reserved_until)
    values (${row.scenario}, ${row.seed}, ${row.pace}, ${row.is_paused}, ${row.epoch}, ${row.reserved_until})`);
}

/** The rehearsal that was on when the process before this one ended, counted as one epoch further; undefined if none was. */
export async function resumeRehearsal(queryable: Queryable): Promise<RehearsalRow | undefined> {
  const [row] = await queryable.query<RehearsalRow>(sql`
    update rehearsals set epoch = epoch + 1
    returning scenario, seed, pace, is_paused, epoch, reserved_until`);
  return row;
}

/** Keeps how it is played. */
export async function updatePlaying(queryable: Queryable, playing: Playing): Promise<void> {
  await queryable.query(sql`
    update rehearsals set pace = ${playing.pace}, is_paused = ${playing.is_paused}`);
}

/** Keeps the latest moment that its clock may show. */
export async function updateReserved(queryable: Queryable, until: Date): Promise<void> {
  await queryable.query(sql`update rehearsals set reserved_until = ${until}`);
}
