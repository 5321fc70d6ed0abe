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

  /** The rows of a read that is remembered or under way, or else of `read`. */
  async rowsOf(key: string, read: () => Promise<object[]>): Promise<object[]> {
    const known = this.#reads.get(key);
    if (known !== undefined) return [...(await known)];
    const reading = read().then(frozen);
    if (this.#reads.size >= MOST_READS) this.#reads.clear();
    this.#reads.set(key, reading);
    try {
      const rows = await reading;
      if (rows.length > MOST_ROWS) this.#drop(key, reading);
      return [...rows];
    } catch (error) {
      this.#drop(key, reading);
      throw error;
    }
  }

  #drop(key: string, reading: Promise<readonly object[]>): void {
    if (this.#reads.get(key) === reading) this.#reads.delete(key);
  }
}

/** What gives something else each time, or takes a lock. */
const UNLIKE_EACH_TIME = /\bfor (?:update|share)\b|\b(?:now|\w+_timestamp|random|nextval)\(/i;

/** What tells one read from another, or undefined for a statement that is no plain read or not cheaply told apart. */
export function readKey({ text, values }: Sql): string | undefined {
  if (!/^\s*select\b/i.test(text) || UNLIKE_EACH_TIME.test(text)) return undefined;
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
