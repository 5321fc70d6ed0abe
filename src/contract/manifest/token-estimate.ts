import { estimateTokenCount } from "tokenx";
import { walkPrompt } from "./prompt.ts";
import { tokensOfWord } from "./token-automaton.ts";
import { DIGIT, isOfWord, LOWERCASE, PLAIN, STOP } from "./token-kinds.ts";
import { TokenScan } from "./token-scan.ts";

/** What a chat format adds for each message, and once for the start of the answer. */
const TOKENS_PER_MESSAGE = 3;
/** Stands in for an image whose size is not known: one of 1024 × 1024 in high detail. */
const TOKENS_PER_IMAGE = 765;

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
const scan = new TokenScan(PLAIN);

/**
 * The tokens of a text by the rules of tokenx, whose own pace (16 MB a second against some 400) would make the validator
 * several times slower: ASCII, most of any input, is counted here in one pass with the same outcome, and only words with
 * other characters are handed over. It goes over the text's bytes, since asking a string for one unit after the other takes
 * more than twice as long. Every text is counted, none sampled, because quotes rest on the sum.
 */
export function estimateTextTokens(text: string): number {
  const isShort = text.length <= KEPT_UNITS;
  const bytes = isShort ? kept : new Uint8Array(text.length * MOST_BYTES_PER_UNIT);
  const { written } = encoder.encodeInto(text, bytes);
  scan.start();
  let place = scan.run(bytes, 0, written);
  while (place < written) {
    const end = endOfWord(bytes, place, written);
    scan.passWord(tokensOfRest(bytes, startOfWord(bytes, place, 0), place, end));
    place = scan.run(bytes, end, written);
  }
  return scan.tokens;
}

/** Where the word begins that goes on at this place: not before `from`. */
export function startOfWord(bytes: Uint8Array, place: number, from: number): number {
  let start = place;
  while (start > from && isOfWord(PLAIN.kinds[bytes[start - 1] ?? 0] ?? 0)) start -= 1;
  return start;
}

function endOfWord(bytes: Uint8Array, place: number, length: number): number {
  let end = place;
  while (end < length && isOfWord(PLAIN.kinds[bytes[end] ?? 0] ?? 0)) end += 1;
  return end;
}

/**
 * The tokens of a word that the automaton does not take, beyond those that were counted of its beginning: one that is not all ASCII, or
 * a long number.
 */
function tokensOfRest(bytes: Uint8Array, start: number, counted: number, end: number): number {
  const before = counted === start ? 0 : wordTokens(bytes, start, counted);
  return wordTokens(bytes, start, end) - before;
}

function wordTokens(bytes: Uint8Array, start: number, end: number): number {
  let kinds = 0;
  for (let place = start; place < end; place += 1)
    kinds |= 1 << (PLAIN.kinds[bytes[place] ?? 0] ?? 0);
  if ((kinds & (1 << STOP)) !== 0) return foreignWordTokens(bytes, start, end);
  const isAll = (kind: number): boolean => kinds === 1 << kind;
  return tokensOfWord(
    isAll(LOWERCASE) ? "lowercase" : isAll(DIGIT) ? "digits" : "mixed",
    end - start,
  );
}

/** Curly quotes, dashes and the ellipsis stand in any prose; of other characters tokenx knows what they are. */
function foreignWordTokens(bytes: Uint8Array, start: number, end: number): number {
  let characters = 0;
  for (let place = start; place < end; characters += 1) {
    if ((bytes[place] ?? 0) < 128) place += 1;
    else if (isTypographic(bytes, place)) place += 3;
    else return estimateTokenCount(decoder.decode(bytes.subarray(start, end)));
  }
  return tokensOfWord("mixed", characters);
}

/** U+2010 to U+2027, which belong to no script. */
function isTypographic(bytes: Uint8Array, place: number): boolean {
  const last = bytes[place + 2] ?? 0;
  return bytes[place] === 0xe2 && bytes[place + 1] === 0x80 && last >= 0x90 && last <= 0xa7;
}
