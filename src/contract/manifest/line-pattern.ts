import type { ManifestItem } from "./item.ts";
import { ID_FIELD } from "./line-format.ts";
import { isRecord, walkPrompt } from "./prompt.ts";
import { StringTokens } from "./string-tokens.ts";
import { estimateTextTokens, estimateTokens } from "./token-estimate.ts";
import { BACKSLASH, QUOTE } from "./token-kinds.ts";

/** A line with more strings is not worth a pattern. */
const MOST_STRINGS = 512;
/** What follows a string that is a name. */
const COLON = /\s*:/y;
const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const strings = new StringTokens();

/** A line that follows the pattern of another one. */
export interface AlikeLine {
  custom_id: string;
  /** Of the whole item. */
  input_tokens: number;
  /** The other line's item: this one's in all but id and texts. */
  alike: ManifestItem;
}

/** A string value within a line, without its quotes. */
interface StringValue {
  start: number;
  end: number;
}

/** A string that lines of a pattern each have of their own. */
interface Gap {
  /** The bytes from the gap before it. */
  before: Uint8Array;
  isId: boolean;
}

/**
 * A good line with gaps in the place of its id and of the texts of its prompt. No check asks more of those than a line shows that has
 * fitting strings in the gaps; so where all other bytes are the same, whatever was found of the one line is true of the other, which need
 * not be parsed.
 */
export class LinePattern {
  /** Of the line that this is made from. */
  readonly #item: ManifestItem;
  readonly #gaps: readonly Gap[];
  /** The bytes from the last gap on. */
  readonly #end: Uint8Array;
  /** What an item counts beside its texts. */
  readonly #otherTokens: number;
  readonly #maxIdLength: number;

  private constructor(
    item: ManifestItem,
    gaps: readonly Gap[],
    end: Uint8Array,
    otherTokens: number,
    maxIdLength: number,
  ) {
    this.#item = item;
    this.#gaps = gaps;
    this.#end = end;
    this.#otherTokens = otherTokens;
    this.#maxIdLength = maxIdLength;
  }

  /** The pattern of a line and the item that was read from it; undefined where it is not worth one. */
  static of(line: string, item: ManifestItem, maxIdLength: number): LinePattern | undefined {
    const values = stringValues(line);
    if (values.length > MOST_STRINGS) return undefined;
    const found = findGaps(line, values, item);
    if (found === undefined) return undefined;
    const { id, texts } = found;
    const gaps: Gap[] = [];
    let written = 0;
    for (const value of [id, ...texts].toSorted((left, right) => left.start - right.start)) {
      gaps.push({ before: encoder.encode(line.slice(written, value.start)), isId: value === id });
      written = value.end;
    }
    const textTokens = texts
      .map(({ start, end }) => JSON.parse(line.slice(start - 1, end + 1)) as string) // with its quotes, a string
      .reduce((sum, text) => sum + estimateTextTokens(text), 0);
    const otherTokens = estimateTokens(item.body) - textTokens;
    return new LinePattern(
      item,
      gaps,
      encoder.encode(line.slice(written)),
      otherTokens,
      maxIdLength,
    );
  }

  /** Undefined for a line that is not known to be like the one that this is made from. */
  match(line: Uint8Array): AlikeLine | undefined {
    let custom_id = "";
    let input_tokens = this.#otherTokens;
    let place = 0;
    for (const { before, isId } of this.#gaps) {
      const start = place + before.length;
      if (!standsAt(line, place, before)) return undefined;
      const end = isId ? endOfId(line, start) : strings.read(line, start);
      // An empty string is good in some places only.
      if (end <= start || (isId && end - start > this.#maxIdLength)) return undefined;
      if (isId) custom_id = decoder.decode(line.subarray(start, end));
      else input_tokens += strings.tokens;
      place = end;
    }
    if (line.length !== place + this.#end.length || !standsAt(line, place, this.#end))
      return undefined;
    return { custom_id, input_tokens, alike: this.#item };
  }
}

function standsAt(line: Uint8Array, place: number, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (line[place + at] !== bytes[at]) return false;
  return true;
}

/** Where an id's quote is; -1 where it has characters that are not good in any id without a closer look. */
function endOfId(line: Uint8Array, start: number): number {
  let end = start;
  for (; line[end] !== QUOTE; end += 1) {
    const byte = line[end] ?? 0;
    if (byte < FIRST_PRINTABLE || byte > LAST_PRINTABLE || byte === BACKSLASH) return -1;
  }
  return end;
}

/** The string values of JSON text, names not counted. */
function stringValues(line: string): StringValue[] {
  const values: StringValue[] = [];
  let quote = line.indexOf('"');
  while (quote !== -1) {
    const start = quote + 1;
    const end = endOfString(line, start);
    COLON.lastIndex = end + 1;
    if (!COLON.test(line)) values.push({ start, end });
    quote = line.indexOf('"', end + 1);
  }
  return values;
}

function endOfString(line: string, start: number): number {
  let end = line.indexOf('"', start);
  while (isEscaped(line, end)) end = line.indexOf('"', end + 1);
  return end;
}

function isEscaped(line: string, quote: number): boolean {
  let before = quote;
  while (line[before - 1] === "\\") before -= 1;
  return (quote - before) % 2 === 1;
}

/**
 * Which string values are the id and the texts. Told by reading the line once more with a mark in the place of each of them, so that it does not
 * depend on how the line is written: of a name that stands twice, say, only the last value is met.
 */
function findGaps(
  line: string,
  values: readonly StringValue[],
  { format }: ManifestItem,
): { id: StringValue; texts: StringValue[] } | undefined {
  let marked = "";
  let written = 0;
  for (const [mark, { start, end }] of values.entries()) {
    marked += `${line.slice(written, start)}${mark}`;
    written = end;
  }
  const value: unknown = JSON.parse(marked + line.slice(written));
  if (!isRecord(value)) return undefined;
  const body = format === "native" ? value.input : value.body;
  const id = values[Number(value[ID_FIELD[format]])];
  if (!isRecord(body) || id === undefined) return undefined;
  const texts: (StringValue | undefined)[] = [];
  const ignore = (): void => {};
  const text = (mark: string): void => void texts.push(values[Number(mark)]);
  walkPrompt(body, { text, message: ignore, image: ignore, tokens: ignore, schema: ignore });
  return { id, texts: texts.filter((found) => found !== undefined) };
}
