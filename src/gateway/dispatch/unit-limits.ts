/** What the units that a process has in hand may take together. */
export interface UnitLimits {
  /** Input that they hold in memory. */
  inputBytes: number;
  /** Answers that wait in memory to be written. */
  answerBytes: number;
  /** Each costs a heartbeat now and then, however small it is. */
  mostUnits: number;
}

const MEBIBYTE = 1024 * 1024;

/** What fits into some 100 MiB, whatever the batches are like. */
export const UNIT_LIMITS: UnitLimits = {
  inputBytes: 48 * MEBIBYTE,
  answerBytes: 32 * MEBIBYTE,
  mostUnits: 128,
};
