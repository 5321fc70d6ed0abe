/** What a part of the bench prints with: a heading for itself, then one line a figure. */
export interface BenchReport {
  /** A figure with its unit. */
  figure(name: string, value: number, unit: string): void;
  /** How many times as much a figure is as its limit or its peer, both measured in this run. */
  ratio(name: string, value: number, peer: string): void;
  note(text: string): void;
  /** Says that something that must hold did not: the run exits with 1. */
  fail(text: string): void;
}

/** One part of `npm run bench`, run by its name. */
export interface BenchPart {
  name: string;
  /** In a sentence, for who reads the figures. */
  description: string;
  /** Takes minutes, or measures what changes seldom: run only where it is named. */
  isLong?: boolean;
  run(report: BenchReport): Promise<void>;
}

/** A number for people: four significant digits, thousands apart. */
export function shown(value: number): string {
  const digits = Math.abs(value) >= 1_000 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}
