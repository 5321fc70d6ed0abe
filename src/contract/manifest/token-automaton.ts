import {
  ALONE,
  BLANK,
  COLUMNS,
  columnOf,
  DIGIT,
  KINDS,
  LINE_FEED,
  LOWERCASE,
  MARK,
  STOP,
} from "./token-kinds.ts";

const MARKS_PER_TOKEN = 6;
const LONGEST_LOWERCASE_TOKEN = 8;
const CHARACTERS_PER_TOKEN = 7;
const DIGITS_PER_TOKEN = 3;
/** A longer number is not told from a word that begins with digits in the same way for ever. */
const MOST_DIGITS = 21;

/** What stands before a place in a text, as far as it bears on what is counted after it. */
interface State {
  readonly is: "blanks" | "breaks" | "marks" | "lowercase" | "digits" | "mixed";
  /** Of marks and words: how long, the same after each whole token. Of blanks and line breaks: 1 where they follow a mark. */
  readonly length: number;
}

/** What of a word decides how many tokens it is. */
export type WordKind = "lowercase" | "digits" | "mixed";

interface Step {
  readonly state: State;
  readonly tokens: number;
}

/** The tokens of an ASCII word by its length, as tokenx counts them. */
export function tokensOfWord(is: WordKind, length: number): number {
  if (is === "lowercase" && length <= LONGEST_LOWERCASE_TOKEN) return 1;
  return Math.ceil(length / (is === "digits" ? DIGITS_PER_TOKEN : CHARACTERS_PER_TOKEN));
}

function isWord({ is }: State): boolean {
  return is === "lowercase" || is === "digits" || is === "mixed";
}

/** Undefined where the automaton cannot go on. */
function step(state: State, kind: number): Step | undefined {
  if (kind === MARK) return stepToMark(state);
  if (kind === BLANK || kind === LINE_FEED) return stepToBlank(state, kind === LINE_FEED);
  const is = kind === LOWERCASE ? "lowercase" : kind === DIGIT ? "digits" : "mixed";
  if (!isWord(state)) return { state: { is, length: 1 }, tokens: 1 };
  const word = state.is as WordKind; // isWord says so
  const grown = word === is ? word : "mixed";
  const length = state.length + 1;
  if (grown === "digits" && length > MOST_DIGITS) return undefined;
  return {
    state: { is: grown, length: recurring(grown, length) },
    tokens: tokensOfWord(grown, length) - tokensOfWord(word, state.length),
  };
}

/** The shortest length from which a word goes on as it does from this one. */
function recurring(word: WordKind, length: number): number {
  if (word === "digits") return length;
  const first = word === "lowercase" ? LONGEST_LOWERCASE_TOKEN + 1 : 1;
  return length < first ? length : first + ((length - first) % CHARACTERS_PER_TOKEN);
}

function stepToMark({ is, length }: State): Step {
  const isFull = is !== "marks" || length === MARKS_PER_TOKEN;
  return { state: { is: "marks", length: isFull ? 1 : length + 1 }, tokens: isFull ? 1 : 0 };
}

/**
 * A line break is a token, but a mark before it takes it in, unless more blanks follow; all blanks after it belong to it.
 */
function stepToBlank(state: State, isLineFeed: boolean): Step {
  if (state.is === "breaks") return { state: { is: "breaks", length: 0 }, tokens: state.length };
  const isAfterMark = state.is === "marks" || (state.is === "blanks" && state.length === 1);
  const after = { is: isLineFeed ? "breaks" : "blanks", length: isAfterMark ? 1 : 0 } as const;
  return { state: after, tokens: isLineFeed && !isAfterMark ? 1 : 0 };
}

const START: State = { is: "blanks", length: 0 };

/** In place of a next state where there is none. */
export const HALT = 2 ** 15;
/** Of an entry of the automaton: its lower bits are the next state, those above the tokens. */
export const STATE_BITS = 16;
export const STATE_MASK = 2 ** STATE_BITS - 1;

/**
 * The automaton that counts the tokens of ASCII text. A state is where its row begins; in it stands for each pair of kinds of bytes the
 * state after them, or `HALT`, and the tokens that are met on the way, which may be below 0: a number that turns out to be part of a word
 * has fewer. Both are one entry, since the look-ups are what counting takes. It begins in state 0.
 */
export const AUTOMATON = build();

/** The state after a word: what follows does not depend on which word it was. */
export const AFTER_WORD = (AUTOMATON[columnOf(LOWERCASE, ALONE)] ?? 0) & STATE_MASK;

function build(): Int32Array {
  const rows = new Map([[nameOf(START), 0]]);
  const states = [START];
  const rowOf = (state: State): number => {
    const name = nameOf(state);
    const row = rows.get(name) ?? states.push(state) - 1;
    rows.set(name, row);
    return row * COLUMNS;
  };
  const entries: number[] = [];
  // More states are met while their rows are filled.
  for (const state of states) {
    for (let column = 0; column < COLUMNS; column += 1) {
      const way = walk(state, Math.floor(column / KINDS), column % KINDS);
      entries.push(way === undefined ? HALT : rowOf(way.state) | (way.tokens << STATE_BITS));
    }
  }
  return Int32Array.from(entries);
}

function nameOf({ is, length }: State): string {
  return `${is} ${length}`;
}

function walk(state: State, first: number, second: number): Step | undefined {
  if (first >= STOP || second === STOP) return undefined;
  const one = step(state, first);
  if (second === ALONE || one === undefined) return one;
  const two = step(one.state, second);
  return two && { state: two.state, tokens: one.tokens + two.tokens };
}
