import { estimateTokenCount } from "tokenx";
import { walkPrompt } from "./prompt.ts";

/** What a chat format adds for each message, and once for the start of the answer. */
const TOKENS_PER_MESSAGE = 3;
/** Stands in for an image whose size is not known: one of 1024 × 1024 in high detail. */
const TOKENS_PER_IMAGE = 765;

const SPACE = 1;
const PUNCTUATION = 2;
const OTHER = 4;
const DIGIT = 8;
const LOWERCASE = 16;
const NON_ASCII = 32;
const LINE_FEED = 10;
const MARKS_PER_TOKEN = 6;

/** What each byte of UTF-8 is; those of characters beyond ASCII are alike. */
const KINDS = new Uint8Array(256).fill(NON_ASCII);
for (let code = 0; code < 128; code += 1) KINDS[code] = kindOfAscii(String.fromCharCode(code));

function kindOfAscii(character: string): number {
  if (/\s/.test(character)) return SPACE;
  if (/[.,!?;(){}[\]<>:/\\|@#$%^&*+=`~_"-]/.test(character)) return PUNCTUATION;
  if (/\d/.test(character)) return DIGIT;
  return /[a-z]/.test(character) ? LOWERCASE : OTHER;
}

/** The input tokens of an item's body, as an estimate: providers each count in their own way. */
export function estimateTokens(body: Readonly<Record<string, unknown>>): number {
  let tokens = 0;
  let messages = 0;
  walkPrompt(body, {
    text: (text) => void (tokens += estimateTextTokens(text)),
    message: () => void (messages += 1),
    image: () => void (tokens += TOKENS_PER_IMAGE),
    tokens: (count) => void (tokens += count),
    schema: (schema) => void (tokens += estimateTextTokens(JSON.stringify(schema))),
  });
  return messages === 0 ? tokens : tokens + (messages + 1) * TOKENS_PER_MESSAGE;
}

/** The longest text, in UTF-16 units, that is encoded into the bytes kept for that. */
const KEPT_UNITS = 64 * 1024;
const MOST_BYTES_PER_UNIT = 3;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const kept = new Uint8Array(KEPT_UNITS * MOST_BYTES_PER_UNIT);

/**
 * The tokens of a text by the rules of tokenx, whose own pace (16 MB a second against some 500) would make the validator
 * several times slower: ASCII, most of any input, is counted here in one pass with the same outcome, and only words with
 * other characters are handed over. It goes over the text's bytes, since asking a string for one unit after the other takes
 * more than twice as long. Every text is counted, none sampled, because quotes rest on the sum.
 */
export function estimateTextTokens(text: string): number {
  const isShort = text.length <= KEPT_UNITS;
  const bytes = isShort ? kept : new Uint8Array(text.length * MOST_BYTES_PER_UNIT);
  return tokensOfBytes(bytes, encoder.encodeInto(text, bytes).written);
}

function tokensOfBytes(bytes: Uint8Array, length: number): number {
  let tokens = 0;
  /** Where the word began that is being read, and all kinds of bytes met in it; 0 outside of words. */
  let start = 0;
  let kinds = 0;
  /** How many punctuation marks stand in a row before this place. */
  let marks = 0;
  for (let position = 0; position < length; position += 1) {
    const code = bytes[position] ?? 0;
    const kind = KINDS[code] ?? 0;
    if (kind > PUNCTUATION) {
      if (kinds === 0) start = position;
      kinds |= kind;
      continue;
    }
    if (kinds !== 0) {
      tokens += wordTokens(bytes, start, position, kinds);
      kinds = 0;
      marks = 0;
    }
    if (kind === PUNCTUATION) {
      if (marks % MARKS_PER_TOKEN === 0) tokens += 1;
      marks += 1;
    } else if (code === LINE_FEED) {
      const end = endOfSpace(bytes, position, length);
      if (end > position + 1 || !isAfterMark(bytes, position)) tokens += 1;
      position = end - 1;
      marks = 0;
    } else marks = 0;
  }
  return kinds === 0 ? tokens : tokens + wordTokens(bytes, start, length, kinds);
}

function endOfSpace(bytes: Uint8Array, start: number, length: number): number {
  let end = start + 1;
  while (end < length && KINDS[bytes[end] ?? 0] === SPACE) end += 1;
  return end;
}

/**
 * Whether punctuation stands before the blanks before this place: it has taken the line break in.
 */
function isAfterMark(bytes: Uint8Array, place: number): boolean {
  let before = place - 1;
  while (before >= 0 && KINDS[bytes[before] ?? 0] === SPACE) before -= 1;
  return before >= 0 && KINDS[bytes[before] ?? 0] === PUNCTUATION;
}

function wordTokens(bytes: Uint8Array, start: number, end: number, kinds: number): number {
  const length = end - start;
  if (length <= 3 && kinds < NON_ASCII) return 1;
  if (kinds === LOWERCASE && length <= 8) return 1;
  if (kinds >= NON_ASCII) return foreignWordTokens(bytes, start, end);
  return Math.ceil(length / (kinds === DIGIT ? 3 : 7));
}

/** Curly quotes, dashes and the ellipsis stand in any prose; of other characters tokenx knows what they are. */
function foreignWordTokens(bytes: Uint8Array, start: number, end: number): number {
  let characters = 0;
  for (let position = start; position < end; characters += 1) {
    if ((bytes[position] ?? 0) < 128) position += 1;
    else if (isTypographic(bytes, position)) position += 3;
    else return estimateTokenCount(decoder.decode(bytes.subarray(start, end)));
  }
  return characters <= 3 ? 1 : Math.ceil(characters / 7);
}

/** U+2010 to U+2027, which belong to no script. */
function isTypographic(bytes: Uint8Array, position: number): boolean {
  const last = bytes[position + 2] ?? 0;
  return bytes[position] === 0xe2 && bytes[position + 1] === 0x80 && last >= 0x90 && last <= 0xa7;
}
