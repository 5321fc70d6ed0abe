import { estimateTextTokens, startOfWord } from "./token-estimate.ts";
import {
  BACKSLASH,
  BLANK,
  isOfWord,
  LINE_FEED,
  MARK,
  PLAIN,
  QUOTE,
  WITHIN_JSON,
} from "./token-kinds.ts";
import { TokenScan } from "./token-scan.ts";

const FIRST_PRINTABLE = 0x20;
const FIRST_BEYOND_ASCII = 0x80;
const UNICODE_ESCAPE_BYTES = 6;
const LETTER_U = "u".charCodeAt(0);

/** What the character is that an escape of two bytes stands for, by its second byte. That of a backspace, which is part of a word, is not read. */
const ESCAPED_KINDS = new Map(
  Object.entries({
    n: LINE_FEED,
    r: BLANK,
    t: BLANK,
    f: BLANK,
    '"': MARK,
    "\\": MARK,
    "/": MARK,
  }).map(([letter, kind]) => [letter.charCodeAt(0), kind]),
);

/** Counts the tokens of a JSON string where it stands in the bytes of a line, as `estimateTextTokens` counts those of its text. */
export class StringTokens {
  readonly #scan = new TokenScan(WITHIN_JSON);
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** Behind the last escape and the last word that was counted whole: what goes on now began later. */
  #wordFrom = 0;

  /** Of the string that was read last. */
  get tokens(): number {
    return this.#scan.tokens;
  }

  /** Reads a string from behind its first quote, and returns where the other one is; -1 where none can be read from there. */
  read(line: Uint8Array, start: number): number {
    this.#scan.start();
    this.#wordFrom = start;
    let place = start;
    for (;;) {
      place = this.#scan.run(line, place, line.length);
      const byte = line[place];
      if (byte === QUOTE) return place;
      if (byte === undefined || byte < FIRST_PRINTABLE) return -1;
      const kind = byte === BACKSLASH ? ESCAPED_KINDS.get(line[place + 1] ?? 0) : undefined;
      if (kind === undefined) place = this.#takeWord(line, place);
      else {
        this.#scan.step(kind);
        place += 2;
      }
      if (place === -1) return -1;
      this.#wordFrom = place;
    }
  }

  /** A word with a byte at this place that is not for the automaton, whole: returns the place behind it. */
  #takeWord(line: Uint8Array, place: number): number {
    const start = startOfWord(line, place, this.#wordFrom);
    const end = endOfWord(line, place);
    const word = end === -1 ? undefined : this.#textOf(line.subarray(start, end));
    const counted = this.#textOf(line.subarray(start, place));
    if (word === undefined || counted === undefined) return -1;
    this.#scan.passWord(estimateTextTokens(word) - estimateTextTokens(counted));
    return end;
  }

  /** The text of a piece of a string; undefined where it is none. */
  #textOf(piece: Uint8Array): string | undefined {
    try {
      return JSON.parse(`"${this.#decoder.decode(piece)}"`) as string; // a quoted piece is a string, if it is JSON
    } catch {
      return undefined;
    }
  }
}

/** Where the word ends that goes on at this place; -1 where an escape spells ASCII out, which could end it as well. */
function endOfWord(line: Uint8Array, place: number): number {
  let end = place;
  while (end < line.length) {
    const byte = line[end] ?? 0;
    if (byte === BACKSLASH) {
      const length = escapeLength(line, end);
      if (length <= 0) return length === 0 ? end : -1;
      end += length;
    } else if (byte === QUOTE || !isOfWord(PLAIN.kinds[byte] ?? 0)) return end;
    else end += 1;
  }
  return -1;
}

/** The bytes of an escape that goes on with a word; 0 for one that ends it, -1 where that cannot be told. */
function escapeLength(line: Uint8Array, place: number): number {
  const letter = line[place + 1] ?? 0;
  if (letter !== LETTER_U) return ESCAPED_KINDS.has(letter) ? 0 : -1;
  const digits = String.fromCharCode(...line.subarray(place + 2, place + UNICODE_ESCAPE_BYTES));
  return Number.parseInt(digits, 16) >= FIRST_BEYOND_ASCII ? UNICODE_ESCAPE_BYTES : -1;
}
