import { namedTables, writtenTables } from "./pglite-tables.ts";
import type { Sql, SqlValue } from "./sql.ts";

/** These bound what a lull can pile up, and what is kept of tables that are hardly written to. */
const MOST_READS = 256;
const MOST_ROWS = 64;

interface Read {
  rows: Promise<readonly object[]>;
  tables: ReadonlySet<string>;
}

/**
 * The rows of reads, until something is written to a table that they name: polls of what has not changed then ask the
 * engine nothing. Sound where every statement passes here and is run in the order asked for, none between those of a
 * transaction: what was asked for after a write is read after it and what it commits with, so forgetting when the write is
 * asked for is soon enough. Rows are shared between callers and therefore frozen.
 */
export class RememberedReads {
  readonly #reads = new Map<string, Read>();

  /** Says that a statement is asked for that may write. */
  forgetWrittenBy(text: string): void {
    const written = writtenBy(text);
    if (written === null) {
      this.#reads.clear();
      return;
    }
    for (const [key, { tables }] of this.#reads)
      if (isTouched(tables, written)) this.#reads.delete(key);
  }

  /** The rows of a read that is remembered or under way, or else of `read`; the list too is shared. */
  rowsOf(key: string, { text }: Sql, read: () => Promise<object[]>): Promise<readonly object[]> {
    const known = this.#reads.get(key);
    if (known !== undefined) return known.rows;
    const reading = { rows: read().then(frozen), tables: namedBy(text) };
    if (this.#reads.size >= MOST_READS) this.#reads.clear();
    this.#reads.set(key, reading);
    reading.rows.then(
      (rows) => rows.length > MOST_ROWS && this.#drop(key, reading),
      () => this.#drop(key, reading),
    );
    return reading.rows;
  }

  #drop(key: string, reading: Read): void {
    if (this.#reads.get(key) === reading) this.#reads.delete(key);
  }
}

/** A read that names no table that is known may be of any. */
function isTouched(tables: ReadonlySet<string>, written: ReadonlySet<string>): boolean {
  if (written.size === 0) return false;
  if (tables.size === 0) return true;
  for (const table of tables) if (written.has(table)) return true;
  return false;
}

/** What gives something else each time, or takes a lock. */
const UNLIKE_EACH_TIME = /\bfor (?:update|share)\b|\b(?:now|\w+_timestamp|random|nextval)\(/i;

/** Statements are told apart by their text, of which there are some hundreds; a list that is asked for by filters makes more. */
const MOST_TEXTS = 1_000;

/** The same by text, found out once for each. */
function byText<Found>(find: (text: string) => Found): (text: string) => Found {
  const known = new Map<string, { found: Found }>();
  return (text) => {
    let entry = known.get(text);
    if (entry === undefined) {
      entry = { found: find(text) };
      if (known.size >= MOST_TEXTS) known.clear();
      known.set(text, entry);
    }
    return entry.found;
  };
}

const isPlainRead = byText((text) => /^\s*select\b/i.test(text) && !UNLIKE_EACH_TIME.test(text));
const writtenBy = byText(writtenTables);
const namedBy = byText(namedTables);

/** What tells one read from another, or undefined for a statement that is no plain read or not cheaply told apart. */
export function readKey({ text, values }: Sql): string | undefined {
  if (!isPlainRead(text)) return undefined;
  let key = text;
  for (const value of values) {
    const part = keyPart(value);
    if (part === undefined) return undefined;
    key += part;
  }
  return key;
}

/** Its length stands before each text, so that no two lists of values come to one key. */
function keyPart(value: SqlValue): string | undefined {
  if (value instanceof Uint8Array) return undefined;
  if (value instanceof Date) return `|t${value.getTime()}`;
  if (typeof value === "object" && value !== null) return listPart(value);
  const text = String(value);
  return `|${(typeof value)[0]}${text.length}:${text}`;
}

function listPart(values: Extract<SqlValue, readonly unknown[]>): string | undefined {
  let part = `|[${values.length}`;
  for (const value of values) {
    const inner = keyPart(value);
    if (inner === undefined) return undefined;
    part += inner;
  }
  return part;
}

function frozen(rows: object[]): readonly object[] {
  if (rows.length <= MOST_ROWS) for (const row of rows) freezeDeeply(row);
  return rows;
}

/** Bytes and dates cannot be frozen. */
function freezeDeeply(value: object): void {
  if (ArrayBuffer.isView(value) || value instanceof Date) return;
  Object.freeze(value);
  for (const part of Object.values(value))
    if (typeof part === "object" && part !== null) freezeDeeply(part);
}
