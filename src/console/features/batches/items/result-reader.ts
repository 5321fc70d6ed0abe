import type { ResultRow } from "#contract/batches.ts";
import { type ItemRow, sameRow } from "./item-row.ts";

/** A page of results as the API gives it, or of what is made of them. */
export interface ResultPage<Row = ResultRow> {
  data: readonly Row[];
  next_cursor: string | null;
}

/** Reads one page; without a cursor the first. */
export type ReadPage<Row = ResultRow> = (cursor: string | undefined) => Promise<ResultPage<Row>>;

export interface ReaderState {
  /** In input order, each item once. A row that was once there stays and does not change. */
  rows: readonly ItemRow[];
  isReading: boolean;
  /** The first page has come. */
  isReady: boolean;
  /** There is a page after those read. */
  hasMore: boolean;
  /** As many rows as are held at once have been read. */
  isFull: boolean;
  error: Error | null;
}

interface WalkedPage {
  cursor: string | undefined;
  next: string | null;
  lastPlace: number;
}

const NOTHING_READ: ReaderState = {
  rows: [],
  isReading: false,
  isReady: false,
  hasMore: true,
  isFull: false,
  error: null,
};

/**
 * Reads the results under a filter page by page while they are still being made. Units end out of order, so rows may come
 * into pages read before: `refresh` walks them again, and what is known is kept, so that rows are added and never leave.
 * From `maxRows` on no further page is read.
 */
export class ResultReader {
  readonly #readPage: ReadPage<ItemRow>;
  readonly #maxRows: number;
  readonly #listeners = new Set<() => void>();
  readonly #rows = new Map<number, ItemRow>();
  #pages: WalkedPage[] = [];
  #state = NOTHING_READ;
  #queue: Promise<void> = Promise.resolve();
  #isRefreshWaiting = false;

  constructor(readPage: ReadPage<ItemRow>, { maxRows }: { maxRows: number }) {
    this.#readPage = readPage;
    this.#maxRows = maxRows;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): ReaderState => this.#state;

  /** Reads the page after the last one; does nothing when there is none, or no room for it. */
  readonly readMore = (): Promise<void> =>
    this.#enqueue(async () => {
      const last = this.#pages.at(-1);
      if (this.#state.isFull || (last !== undefined && last.next === null)) return;
      await this.#walk(last?.next ?? undefined, this.#pages.length);
    });

  /** Looks again where rows may have come since, as far as was read before; at first, reads the first page. */
  readonly refresh = (): Promise<void> => {
    // One that has not begun yet will see what this one would.
    if (this.#isRefreshWaiting) return this.#queue;
    this.#isRefreshWaiting = true;
    return this.#enqueue(async () => {
      this.#isRefreshWaiting = false;
      const reachedPlace = this.#pages.at(-1)?.lastPlace ?? -1;
      let at = 0;
      let page = await this.#walk(undefined, at);
      while (page.next !== null && page.lastPlace < reachedPlace) {
        at += 1;
        page = await this.#walk(page.next, at);
      }
    });
  };

  /** One after another: two walks at once would write over each other's pages. */
  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#runAfter(this.#queue, work);
    return this.#queue;
  }

  async #runAfter(before: Promise<void>, work: () => Promise<void>): Promise<void> {
    await before;
    this.#tell({ isReading: true });
    try {
      await work();
      this.#tell({ isReading: false, error: null });
    } catch (error) {
      this.#tell({
        isReading: false,
        error: error instanceof Error ? error : new Error(String(error)),
      });
    }
  }

  async #walk(cursor: string | undefined, at: number): Promise<WalkedPage> {
    const { data, next_cursor } = await this.#readPage(cursor);
    for (const row of data) this.#rows.set(row.place, sameRow(this.#rows.get(row.place), row));
    const lastPlace = data.at(-1)?.place ?? this.#pages[at - 1]?.lastPlace ?? -1;
    const page: WalkedPage = { cursor, next: next_cursor, lastPlace };
    this.#pages = [...this.#pages.slice(0, at), page];
    const rows = [...this.#rows.values()].toSorted((a, b) => a.place - b.place);
    const isFull = rows.length >= this.#maxRows;
    this.#tell({ rows, isReady: true, hasMore: next_cursor !== null, isFull });
    return page;
  }

  #tell(change: Partial<ReaderState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
