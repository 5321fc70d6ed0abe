import type { Sql, SqlValue } from "./sql.ts";

/** Nothing is kept past the next write, so these bound what a lull can pile up. */
const MOST_READS = 256;
const MOST_ROWS = 64;

/**
 * The rows of reads, until something is written: polls of what has not changed then ask the engine nothing. Sound where
 * every statement passes here and is run in the order asked for: what was asked for after a write is read after it, so
 * forgetting when the write is asked for is soon enough. Rows are shared between callers and therefore frozen.
 */
export class RememberedReads {
  readonly #reads = new Map<string, Promise<readonly object[]>>();

  /** Says that something may be written from here on. */
  forget(): void {
    this.#reads.clear();
  }

  /** The rows of a read that is remembered or under way, or else of `read`; the list too is shared. */
  rowsOf(key: string, read: () => Promise<object[]>): Promise<readonly object[]> {
    const known = this.#reads.get(key);
    if (known !== undefined) return known;
    const reading = read().then(frozen);
    if (this.#reads.size >= MOST_READS) this.#reads.clear();
    this.#reads.set(key, reading);
    reading.then(
      (rows) => rows.length > MOST_ROWS && this.#drop(key, reading),
      () => this.#drop(key, reading),
    );
    return reading;
  }

  #drop(key: string, reading: Promise<readonly object[]>): void {
    if (this.#reads.get(key) === reading) this.#reads.delete(key);
  }
}

/** What gives something else each time, or takes a lock. */
const UNLIKE_EACH_TIME = /\bfor (?:update|share)\b|\b(?:now|\w+_timestamp|random|nextval)\(/i;

/** Statements are told apart by their text, of which there are some hundreds; a list that is asked for by filters makes more. */
const MOST_TEXTS = 1_000;
const plainReads = new Map<string, boolean>();

function isPlainRead(text: string): boolean {
  let isPlain = plainReads.get(text);
  if (isPlain === undefined) {
    isPlain = /^\s*select\b/i.test(text) && !UNLIKE_EACH_TIME.test(text);
    if (plainReads.size >= MOST_TEXTS) plainReads.clear();
    plainReads.set(text, isPlain);
  }
  return isPlain;
}

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
