import { type ItemRow, sameRow } from "./item-row.ts";
import type { ResultPage } from "./result-reader.ts";

/** Reads the rows of a batch from a place in the input on. */
export type ReadFrom = (fromPlace: number, limit: number) => Promise<ResultPage<ItemRow>>;

/** A hundred places of the input and the rows that there are for them. */
interface PlacedPage {
  rows: ReadonlyMap<number, ItemRow>;
  /** Every place has its row, so nothing can come in. */
  isWhole: boolean;
  /** It was read since the batch last changed. */
  isFresh: boolean;
}

export interface PlacedState {
  pages: ReadonlyMap<number, PlacedPage>;
  isReading: boolean;
  error: Error | null;
}

/** As many as the API gives at once. */
const PAGE = 100;
/** Pages held at once: those not near the view are read again when they come back into it. */
const MOST_PAGES = 40;

/**
 * The rows of a batch by their place in the input, of however many: those near the view are read and held, and no others.
 * One page is read at a time, always one that is wanted at that moment, so that a long drag of the scroll bar asks
 * for where it ends and not for all it passes.
 */
export class PlacedRows {
  readonly #readFrom: ReadFrom;
  readonly #itemCount: number;
  readonly #listeners = new Set<() => void>();
  #state: PlacedState = { pages: new Map(), isReading: false, error: null };
  #wanted = { first: 0, end: PAGE };
  #isRunning = false;

  constructor(readFrom: ReadFrom, itemCount: number) {
    this.#readFrom = readFrom;
    this.#itemCount = itemCount;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): PlacedState => this.#state;

  /** Says which places are in view, `end` excluded. */
  readonly show = (first: number, end: number): void => {
    this.#wanted = { first, end };
    void this.#run();
  };

  /** Looks again where rows may have come in since. */
  readonly refresh = (): void => {
    const pages = new Map<number, PlacedPage>();
    for (const [at, page] of this.#state.pages) pages.set(at, { ...page, isFresh: page.isWhole });
    this.#tell({ pages });
    void this.#run();
  };

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#tell({ isReading: true });
    try {
      for (let at = this.#nextPage(); at !== undefined; at = this.#nextPage()) {
        // What is wanted next is known only then.
        // oxlint-disable-next-line no-await-in-loop
        const page = await this.#readPage(at);
        this.#tell({ pages: this.#withPage(at, page), error: null });
      }
    } catch (error) {
      this.#tell({ error: error instanceof Error ? error : new Error(String(error)) });
    } finally {
      this.#isRunning = false;
      this.#tell({ isReading: false });
    }
  }

  #nextPage(): number | undefined {
    const end = Math.min(this.#wanted.end, this.#itemCount);
    for (let at = Math.floor(this.#wanted.first / PAGE); at * PAGE < end; at += 1)
      if (this.#state.pages.get(at)?.isFresh !== true) return at;
    return undefined;
  }

  /** A page of large answers comes in pieces. */
  async #readPage(at: number): Promise<PlacedPage> {
    const end = Math.min((at + 1) * PAGE, this.#itemCount);
    const known = this.#state.pages.get(at)?.rows;
    const rows = new Map<number, ItemRow>();
    let from = at * PAGE;
    while (from < end) {
      // Where the next piece starts is told by the one before.
      // oxlint-disable-next-line no-await-in-loop
      const { data, next_cursor } = await this.#readFrom(from, end - from);
      for (const row of data)
        if (row.place < end) rows.set(row.place, sameRow(known?.get(row.place), row));
      const lastPlace = data.at(-1)?.place;
      if (next_cursor === null || lastPlace === undefined) break;
      from = lastPlace + 1;
    }
    return { rows, isWhole: rows.size === end - at * PAGE, isFresh: true };
  }

  #withPage(at: number, page: PlacedPage): ReadonlyMap<number, PlacedPage> {
    const pages = new Map(this.#state.pages).set(at, page);
    const middle = (this.#wanted.first + this.#wanted.end) / 2 / PAGE;
    const farthestFirst = [...pages.keys()].toSorted(
      (a, b) => Math.abs(b - middle) - Math.abs(a - middle),
    );
    for (const far of farthestFirst.slice(0, Math.max(0, pages.size - MOST_PAGES)))
      pages.delete(far);
    return pages;
  }

  #tell(change: Partial<PlacedState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** The row at a place: undefined while it is not read; null when there is none so far. */
export function rowAt({ pages }: PlacedState, place: number): ItemRow | null | undefined {
  const page = pages.get(Math.floor(place / PAGE));
  return page === undefined ? undefined : (page.rows.get(place) ?? null);
}
