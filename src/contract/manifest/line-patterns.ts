import type { ManifestItem } from "./item.ts";
import { type AlikeLine, LinePattern } from "./line-pattern.ts";

/** A pattern is dropped when this many lines more have missed it than have matched it; so many are counted at most. */
const FIRST_CREDIT = 4;
const MOST_CREDIT = 64;
/** The most lines between one that a pattern was made of in vain and the next. */
const LONGEST_PAUSE = 1_024;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Knows the pattern that the lines of a file follow, as long as most of them follow one. */
export class LinePatterns {
  readonly #maxIdLength: number;
  #pattern: LinePattern | undefined;
  #credit = 0;
  /** How many lines are let go by before another pattern is made, and how many of those are left. */
  #pause = 0;
  #left = 0;

  constructor(maxIdLength: number) {
    this.#maxIdLength = maxIdLength;
  }

  /** Undefined for a line that is to be read. */
  match(line: Uint8Array): AlikeLine | undefined {
    if (this.#pattern === undefined) return undefined;
    const alike = this.#pattern.match(line);
    if (alike === undefined) {
      this.#credit -= 1;
      if (this.#credit === 0) this.#drop();
    } else if (this.#credit < MOST_CREDIT) this.#credit += 1;
    else this.#pause = 0;
    return alike;
  }

  /** To be told of each good line that followed no pattern. */
  learn(line: Uint8Array, item: ManifestItem): void {
    if (this.#pattern !== undefined) return;
    this.#left -= 1;
    if (this.#left >= 0) return;
    this.#pattern = LinePattern.of(decoder.decode(line), item, this.#maxIdLength);
    this.#credit = FIRST_CREDIT;
    if (this.#pattern === undefined) this.#drop();
  }

  #drop(): void {
    this.#pattern = undefined;
    this.#left = this.#pause;
    this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2 + 1);
  }
}
