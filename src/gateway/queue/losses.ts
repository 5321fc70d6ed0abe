import { sql, type Sql } from "../database/sql.ts";

/**
 * Runs in a row that may be lost before a job is given up, unless its kind has more attempts than that. With the waits
 * between them they take the better part of an hour: a machine that is restarted again and again fails nobody's work, and
 * a job that kills its process each time is given up in the end.
 */
export const MOST_LOSSES = 20;

/** So many losses in a row are nobody's fault, and the job is begun anew at once. */
const EXCUSED_LOSSES = 2;
const LONGEST_WAIT_SECONDS = 300;
/** Past these the longest wait is long reached, and a power of two would leave the range of a number. */
const MOST_DOUBLINGS = 16;

/** Nothing else tells a job that kills its process from one that happened to be there: it never came to an end. */
export class JobNeverEnded extends Error {
  override readonly name = "JobNeverEnded";

  constructor(losses: number) {
    super(`It was begun ${losses} times and never came to an end: its process died or stalled.`);
  }
}

/** Whether a job that has been lost so often in a row is put off rather than begun anew at once. */
export function isPutOff(losses: Sql): Sql {
  return sql`${losses} > ${EXCUSED_LOSSES}`;
}

/**
 * How long a job that has been lost so often in a row waits: from a second doubled up to five minutes, give or take a
 * quarter, so that those that were lost together do not come back together and one that kills its process is alone.
 */
export function waitAfterLoss(losses: Sql): Sql {
  return sql`case when ${isPutOff(losses)}
    then least(power(2, least(${losses} - ${EXCUSED_LOSSES + 1}, ${MOST_DOUBLINGS})), ${LONGEST_WAIT_SECONDS}) * (0.75 + random() / 2)
    else 0 end * interval '1 second'`;
}
