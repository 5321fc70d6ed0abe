/**
 * Where the items of a file lie, coarsely: enough to cut it into runs of consecutive items by byte
 * range.
 */
export interface LineIndex {
  /** `offsets[n]` belongs to the item with the position `n * every`, counted from 0. */
  every: number;
  /**
   * Where the item's line starts in the file as it came; the first is 3 when there is a byte order
   * mark.
   */
  offsets: number[];
}

/** Collects a line index of at most `maxEntries` entries, however many items come. */
export class LineIndexBuilder {
  readonly #maxEntries: number;
  #every = 1;
  #offsets: number[] = [];
  #items = 0;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** Every second entry is dropped when there are too many, so the distance doubles. */
  add(offset: number): void {
    if (this.#items % this.#every === 0) this.#offsets.push(offset);
    this.#items += 1;
    if (this.#offsets.length <= this.#maxEntries) return;
    this.#offsets = this.#offsets.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  build(): LineIndex {
    return { every: this.#every, offsets: [...this.#offsets] };
  }
}
