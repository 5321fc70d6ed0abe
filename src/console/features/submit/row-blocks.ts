import type { PreviewItem } from "./read-rows.ts";

/** Rows are read and kept in blocks of so many. */
const ROWS_A_BLOCK = 100;
const BLOCKS_KEPT = 40;

/** Asks for the rows from an index on; `take` or `fail` is called once for it. */
type ReadBlock = (firstIndex: number, count: number) => void;

/**
 * The rows of a table of any length, read as they come into view. One block is read at a time, the one that was asked for last
 * first, so that a fast scroll does not wait for what it passed; the oldest blocks are forgotten.
 */
export class RowBlocks {
  #read: ReadBlock | undefined;
  readonly #blocks = new Map<number, readonly PreviewItem[]>();
  readonly #listeners = new Set<() => void>();
  #wanted: number[] = [];
  #reading: number | undefined;
  #failure: string | undefined;

  /** Begins to read what is wanted; the function that is given back ends it. */
  connect(read: ReadBlock): () => void {
    this.#read = read;
    this.#readNext();
    return () => {
      if (this.#reading !== undefined) this.#wanted.push(this.#reading);
      this.#reading = undefined;
      this.#read = undefined;
    };
  }

  /** Why nothing more is read, if so. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** The row, or undefined while it is being read; an index counts from 0. */
  row(index: number): PreviewItem | undefined {
    const block = Math.floor(index / ROWS_A_BLOCK);
    const rows = this.#blocks.get(block);
    if (rows === undefined) this.#want(block);
    return rows?.[index % ROWS_A_BLOCK];
  }

  /** The answer to the block that is being read. */
  take(rows: readonly PreviewItem[]): void {
    if (this.#reading === undefined) return;
    this.#blocks.set(this.#reading, rows);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > BLOCKS_KEPT && oldest !== undefined) this.#blocks.delete(oldest);
    this.#reading = undefined;
    this.#readNext();
    for (const listener of this.#listeners) listener();
  }

  fail(message: string): void {
    this.#failure = message;
    this.#wanted = [];
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #want(block: number): void {
    if (this.#failure !== undefined || block === this.#reading) return;
    this.#wanted = [...this.#wanted.filter((other) => other !== block).slice(-3), block];
    if (this.#reading === undefined) this.#readNext();
  }

  #readNext(): void {
    if (this.#read === undefined) return;
    const block = this.#wanted.pop();
    if (block === undefined) return;
    this.#reading = block;
    this.#read(block * ROWS_A_BLOCK, ROWS_A_BLOCK);
  }
}
