/** A CSV file that cannot be read on. */
export class CsvError extends Error {
  override name = "CsvError";
}

/** Takes each record with its number, counted from 1 as a spreadsheet counts its rows. */
type OnRecord = (fields: string[], row: number) => void;

const QUOTE = '"';
/** In UTF-16 units; no input line may be longer, and a quote that is never closed would take the whole file for one field. */
const MAX_RECORD_LENGTH = 1024 ** 2;

/**
 * Reads CSV by RFC 4180 as its text comes, cut anywhere: fields in quotes may hold separators, line breaks and doubled quotes. Lines end
 * in LF, CR LF or CR; blank ones are no records, though they are counted. A quote inside a bare field is a character like any other.
 */
export class CsvReader {
  readonly #separator: string;
  readonly #onRecord: OnRecord;
  #fields: string[] = [];
  #field = "";
  #length = 0;
  #row = 1;
  /** `start` of a field, in a `bare` or `quoted` one, behind a `quote` that ends a field or is the first of two. */
  #state: "start" | "bare" | "quoted" | "quote" = "start";
  #isAfterReturn = false;

  constructor(separator: string, onRecord: OnRecord) {
    this.#separator = separator;
    this.#onRecord = onRecord;
  }

  push(text: string): void {
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text[at] ?? "";
      if (this.#isAfterReturn) {
        this.#isAfterReturn = false;
        if (unit === "\n") {
          start = at + 1;
          continue;
        }
      }
      if (this.#state === "quoted") {
        if (unit !== QUOTE) continue;
        this.#keep(text.slice(start, at));
        this.#state = "quote";
        start = at + 1;
      } else if (unit === QUOTE && this.#state === "start") {
        this.#state = "quoted";
        start = at + 1;
      } else if (unit === QUOTE && this.#state === "quote") {
        // The second of two: it is kept with what follows.
        this.#state = "quoted";
        start = at;
      } else if (unit === this.#separator) {
        this.#keep(text.slice(start, at));
        this.#endField();
        start = at + 1;
      } else if (unit === "\n" || unit === "\r") {
        this.#keep(text.slice(start, at));
        this.#endRecord();
        this.#isAfterReturn = unit === "\r";
        start = at + 1;
      } else this.#state = "bare";
    }
    this.#keep(text.slice(start));
  }

  /** Hands out the last record when it has no line end. To be called once. */
  end(): void {
    if (this.#state === "quoted") {
      throw new CsvError(`Row ${this.#row} opens a quote that is never closed.`);
    }
    if (this.#state !== "start" || this.#fields.length > 0) this.#endRecord();
  }

  #keep(piece: string): void {
    this.#field += piece;
    this.#length += piece.length;
    if (this.#length <= MAX_RECORD_LENGTH) return;
    const shown = MAX_RECORD_LENGTH.toLocaleString("en-US");
    throw new CsvError(
      `Row ${this.#row} has more than ${shown} characters. A quote in it may never be closed.`,
    );
  }

  #endField(): void {
    this.#fields.push(this.#field);
    this.#field = "";
    this.#state = "start";
  }

  #endRecord(): void {
    const isBlank = this.#fields.length === 0 && this.#field === "" && this.#state === "start";
    this.#endField();
    const fields = this.#fields;
    this.#fields = [];
    this.#length = 0;
    if (!isBlank) this.#onRecord(fields, this.#row);
    this.#row += 1;
  }
}

/** All records of a text, or of its beginning the first ones that end in it. */
export function readRecords(text: string, separator: string, isWhole: boolean): string[][] {
  const records: string[][] = [];
  const reader = new CsvReader(separator, (fields) => void records.push(fields));
  reader.push(text);
  if (isWhole) reader.end();
  return records;
}
