/** A database engine that a part runs on. */
export type TortureEngine = "embedded" | "postgres";

/** What a part of the torture run is asked for, as the command line says it. */
export interface PartOptions {
  /** What every random choice of the part follows from. */
  seed: number;
  /** How many processes to kill on each engine, at least. */
  kills: number;
  engines: readonly TortureEngine[];
  /** How many worker processes PostgreSQL is run with, one configuration after the other. */
  workers: readonly number[];
  /** The form for the test line: a minute in all, not a half hour. */
  isShort: boolean;
  /** How long each engine may be killed on, at most. */
  minutes: number;
  /** The entry of the gateway's bundle with fail-points, for `node`. */
  gatewayMain: string;
}

/** What came of a part. */
export interface PartReport {
  part: PartName;
  /** What it did and measured, printed as it is. */
  lines: readonly string[];
  /** Every deviation in a sentence that names the batch, key or quote; none where all held. */
  deviations: readonly string[];
}

export const PART_NAMES = ["kills", "idempotency", "races", "cut-off", "upstream"] as const;
export type PartName = (typeof PART_NAMES)[number];

/** A part: runs to its end, leaves no process behind, and reports rather than throws what does not hold. */
export type Part = (options: PartOptions) => Promise<PartReport>;
