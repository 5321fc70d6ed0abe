import type { TrustRow } from "./part.ts";

/** A row of the table while its part runs: each thing that was tried is counted when it has ended. */
export class RowInProgress {
  readonly what: string;
  readonly #lost: string[] = [];
  #refused = 0;
  #survived = 0;

  constructor(what: string) {
    this.what = what;
  }

  end(outcome: "refused" | "survived" | { lost: string }): void {
    if (outcome === "refused") this.#refused += 1;
    else if (outcome === "survived") this.#survived += 1;
    else this.#lost.push(outcome.lost);
  }

  report(): TrustRow {
    const [refused, survived, lost] = [this.#refused, this.#survived, [...this.#lost]];
    return { what: this.what, tried: refused + survived + lost.length, refused, survived, lost };
  }
}
