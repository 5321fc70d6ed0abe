import type { ResultRow } from "#contract/batches.ts";
import { itemPlace } from "./item-place.ts";

/** A page of results as the API gives it. */
export interface ResultPage {
  data: readonly ResultRow[];
  next_cursor: string | null;
}

/** Reads one page; without a cursor the first. */
export type ReadPage = (cursor: string | undefined) => Promise<ResultPage>;

export interface ReaderState {
  /** In input order, each item once. A row that was once there stays and does not change. */
  rows: readonly ResultRow[];
  isReading: boolean;
  /** The first page has come. */
  isReady: boolean;
  /** There is a page after those read. */
  hasMore: boolean;
  error: Error | null;
}

interface WalkedPage {
  cursor: string | undefined;
  next: string | null;
  /** No row can come into it any more. */
  isClosed: boolean;
  lastPlace: number;
}

const NOTHING_READ: ReaderState = {
  rows: [],
  isReading: false,
  isReady: false,
  hasMore: true,
  error: null,
};

/**
 * Reads results page by page while they are still being made. Units end out of order, so rows may come into pages read
 * before: `refresh` walks again from the first page that may have grown, and what is known is kept, so that rows are added
 * and never leave. `hasGaps` says that not every item is listed (a filter), so that no page is ever closed.
 */
export class ResultReader {
  readonly #readPage: ReadPage;
  readonly #hasGaps: boolean;
  readonly #listeners = new Set<() => void>();
  readonly #rows = new Map<number, ResultRow>();
  #pages: WalkedPage[] = [];
  #state = NOTHING_READ;
  #queue: Promise<void> = Promise.resolve();

  constructor(readPage: ReadPage, { hasGaps }: { hasGaps: boolean }) {
    this.#readPage = readPage;
    this.#hasGaps = hasGaps;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): ReaderState => this.#state;

  /** Reads the page after the last one; does nothing when there is none. */
  readonly readMore = (): Promise<void> =>
    this.#enqueue(async () => {
      const last = this.#pages.at(-1);
      if (last !== undefined && last.next === null) return;
      await this.#walk(last?.next ?? undefined, this.#pages.length);
    });

  /** Looks again where rows may have come since, as far as was read before; at first, reads the first page. */
  readonly refresh = (): Promise<void> =>
    this.#enqueue(async () => {
      const reachedPlace = this.#pages.at(-1)?.lastPlace ?? -1;
      let at = this.#pages.length === 0 ? 0 : this.#pages.findIndex(({ isClosed }) => !isClosed);
      if (at === -1) return;
      let page = await this.#walk(this.#pages[at]?.cursor, at);
      while (page.next !== null && page.lastPlace < reachedPlace) {
        at += 1;
        page = await this.#walk(page.next, at);
      }
    });

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
    const before = this.#pages[at - 1];
    const places = data.map((row) => itemPlace(row));
    for (const [index, row] of data.entries()) this.#rows.set(places[index] ?? Number.NaN, row);
    const firstPlace = before === undefined ? 0 : before.lastPlace + 1;
    const lastPlace = places.at(-1) ?? before?.lastPlace ?? -1;
    const isWhole = !this.#hasGaps && lastPlace - firstPlace + 1 === data.length;
    const page: WalkedPage = {
      cursor,
      next: next_cursor,
      lastPlace,
      isClosed: isWhole && next_cursor !== null && (before?.isClosed ?? true),
    };
    this.#pages = [...this.#pages.slice(0, at), page];
    const rows = [...this.#rows].toSorted(([a], [b]) => a - b).map(([, row]) => row);
    this.#tell({ rows, isReady: true, hasMore: next_cursor !== null });
    return page;
  }

  #tell(change: Partial<ReaderState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
