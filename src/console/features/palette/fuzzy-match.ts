/** How well a text fits, and which of its characters did. */
export interface Match {
  /** Higher fits better; comparable between texts for one query. */
  score: number;
  /** Indexes into the text, rising. */
  positions: readonly number[];
}

const AT_START = 12;
const AT_WORD = 8;
const IN_A_ROW = 6;
const PER_CHARACTER = 1;
/** What a character between two hits costs; a long gap costs no more than this many. */
const MOST_GAP = 8;

function isWordStart(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charAt(at - 1);
  return /[\s/._\-:]/.test(before) || (/[a-z]/.test(before) && /[A-Z]/.test(text.charAt(at)));
}

/**
 * Fits the characters of a word into a text, in order, with anything in between. Of the ways to do so the one found by
 * looking first at words' beginnings is scored: good enough for a list of commands, and linear for each start.
 */
function matchWord(text: string, lower: string, word: string): Match | undefined {
  const whole = lower.indexOf(word);
  const starts = [...(whole === -1 ? [] : [whole]), ...wordStarts(text, lower, word.charAt(0))];
  let best: Match | undefined;
  for (const start of starts) {
    const match = matchFrom(text, lower, word, start);
    if (match !== undefined && (best === undefined || match.score > best.score)) best = match;
  }
  return best;
}

function wordStarts(text: string, lower: string, first: string): number[] {
  const starts: number[] = [];
  for (let at = lower.indexOf(first); at !== -1; at = lower.indexOf(first, at + 1)) {
    if (isWordStart(text, at)) starts.push(at);
  }
  return starts;
}

function matchFrom(text: string, lower: string, word: string, start: number): Match | undefined {
  const positions: number[] = [];
  let score = 0;
  let last = start - 1;
  for (const [index, character] of [...word].entries()) {
    const at = index === 0 ? start : lower.indexOf(character, last + 1);
    if (at === -1 || lower.charAt(at) !== character) return undefined;
    const isNext = index > 0 && at === last + 1;
    score += PER_CHARACTER + (isNext ? IN_A_ROW : -Math.min(MOST_GAP, index === 0 ? 0 : at - last));
    if (isWordStart(text, at)) score += at === 0 ? AT_START : AT_WORD;
    positions.push(at);
    last = at;
  }
  return { score, positions };
}

/** The best fit of a query in a text, or undefined where a word of it has no place there. An empty query fits all. */
export function fuzzyMatch(query: string, text: string): Match | undefined {
  const lower = text.toLowerCase();
  const positions = new Set<number>();
  let score = 0;
  for (const word of query.toLowerCase().split(/\s+/)) {
    if (word === "") continue;
    const match = matchWord(text, lower, word);
    // A word that is hardly there at all is not there.
    if (match === undefined || match.score <= 0) return undefined;
    score += match.score;
    for (const at of match.positions) positions.add(at);
  }
  // Of two that fit alike the shorter one is nearer to what was typed.
  return { score: score - text.length / 100, positions: [...positions].toSorted((a, b) => a - b) };
}
