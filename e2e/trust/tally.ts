import type { TrustRow } from "./part.ts";

/** How one thing that was tried ended: in one of the good ways, or a sentence on what was lost. */
export type Outcome = "refused" | "survived" | { lost: string };

/** A row of the table while its part runs: each thing that was tried is counted when it has ended. */
export class Tally {
  readonly #what: string;
  readonly #lost: string[] = [];
  readonly #good = { refused: 0, survived: 0 };

  constructor(what: string) {
    this.#what = what;
  }

  end(outcome: Outcome): void {
    if (typeof outcome === "object") this.#lost.push(outcome.lost);
    else this.#good[outcome] += 1;
  }

  /** Turned away as declared, unless `fault` says what was wrong with it. */
  refused(fault: string | null): void {
    this.end(fault === null ? "refused" : { lost: fault });
  }

  /** Taken as it should be, unless `fault` says what was wrong with it. */
  survived(fault: string | null): void {
    this.end(fault === null ? "survived" : { lost: fault });
  }

  row(): TrustRow {
    const { refused, survived } = this.#good;
    const lost = [...this.#lost];
    return { what: this.#what, tried: refused + survived + lost.length, refused, survived, lost };
  }
}
