import type { TrustRow } from "./part.ts";

/** Counts what a row of the table is made of. */
export class Tally {
  readonly #what: string;
  readonly #lost: string[] = [];
  #refused = 0;
  #survived = 0;

  constructor(what: string) {
    this.#what = what;
  }

  /** Turned away as declared, unless `fault` says what was wrong with it. */
  refused(fault: string | null): void {
    if (fault === null) this.#refused += 1;
    else this.#lost.push(fault);
  }

  /** Taken as it should be, unless `fault` says what was wrong with it. */
  survived(fault: string | null): void {
    if (fault === null) this.#survived += 1;
    else this.#lost.push(fault);
  }

  row(): TrustRow {
    const tried = this.#refused + this.#survived + this.#lost.length;
    return {
      what: this.#what,
      tried,
      refused: this.#refused,
      survived: this.#survived,
      lost: this.#lost,
    };
  }
}
