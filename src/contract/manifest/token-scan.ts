import { AFTER_WORD, AUTOMATON, HALT, STATE_BITS, STATE_MASK } from "./token-automaton.ts";
import { ALONE, type ByteReading, columnOf } from "./token-kinds.ts";

/**
 * Counts the tokens of text in bytes, from place to place. It takes two bytes at a step, because a step waits for the one before it
 * and takes as long for two as for one.
 */
export class TokenScan {
  /** Since the last start. */
  tokens = 0;
  readonly #kinds: Uint8Array;
  readonly #columns: Uint8Array;
  #state = 0;
  /** The bytes read last, two by two. */
  #pairs: Uint16Array = new Uint16Array(0);

  constructor({ kinds, columns }: ByteReading) {
    this.#kinds = kinds;
    this.#columns = columns;
  }

  /** What comes is the beginning of a text. */
  start(): void {
    this.tokens = 0;
    this.#state = 0;
  }

  /** Goes on from `from`, and returns `to` or the first place before it whose byte it does not take. */
  run(bytes: Uint8Array, from: number, to: number): number {
    const automaton = AUTOMATON;
    const columns = this.#columns;
    const pairs = this.#pairsOf(bytes.buffer);
    const start = bytes.byteOffset;
    const end = start + to;
    let place = start + from;
    // A pair begins at an even place of the buffer.
    if (place % 2 === 1 && place < end) {
      if (!this.step(this.#kinds[bytes[from] ?? 0] ?? 0)) return from;
      place += 1;
    }
    let state = this.#state;
    let { tokens } = this;
    const lastPair = end >> 1;
    let pair = place >> 1;
    for (; pair < lastPair; pair += 1) {
      const entry = automaton[state + (columns[pairs[pair] ?? 0] ?? 0)] ?? HALT;
      if (entry === HALT) break;
      tokens += entry >> STATE_BITS;
      state = entry & STATE_MASK;
    }
    this.#state = state;
    this.tokens = tokens;
    // The byte that stopped a pair is one of the two; without one, there may be half a pair left.
    for (let at = Math.max(from, pair * 2 - start); at < to; at += 1)
      if (!this.step(this.#kinds[bytes[at] ?? 0] ?? 0)) return at;
    return to;
  }

  /** Takes one byte, or what an escape stands for, by its kind; false when it cannot. */
  step(kind: number): boolean {
    const entry = AUTOMATON[this.#state + columnOf(kind, ALONE)] ?? HALT;
    if (entry === HALT) return false;
    this.tokens += entry >> STATE_BITS;
    this.#state = entry & STATE_MASK;
    return true;
  }

  /** Goes on after a word that was counted elsewhere: `tokens` more than were counted of it here. */
  passWord(tokens: number): void {
    this.tokens += tokens;
    this.#state = AFTER_WORD;
  }

  #pairsOf(buffer: ArrayBufferLike): Uint16Array {
    if (this.#pairs.buffer !== buffer)
      this.#pairs = new Uint16Array(buffer, 0, buffer.byteLength >> 1);
    return this.#pairs;
  }
}
