/** A stretch of a text, and whether the other text lacks it. */
export interface DiffPart {
  text: string;
  isChanged: boolean;
}

export interface WordDiff {
  before: DiffPart[];
  after: DiffPart[];
}

/** Words, blanks and single signs; put together they are the text again. */
const TOKENS = /\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu;

/** Cells of the largest table that is filled, 4 MB; past it all between the common ends counts as changed. */
const MOST_CELLS = 2_000_000;

/** The words in which two texts differ; a longest run of words that both have in one order is left unmarked. */
export function diffWords(before: string, after: string): WordDiff {
  const [a, b] = [tokensOf(before), tokensOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const kept = commonTokens(a.slice(start, endA), b.slice(start, endB));
  const isKeptA = (at: number) => at < start || at >= endA || kept.before.has(at - start);
  const isKeptB = (at: number) => at < start || at >= endB || kept.after.has(at - start);
  return { before: partsOf(a, isKeptA), after: partsOf(b, isKeptB) };
}

function tokensOf(text: string): string[] {
  return text.match(TOKENS) ?? [];
}

/** The places, in each, of a longest common subsequence. */
function commonTokens(a: readonly string[], b: readonly string[]) {
  const kept = { before: new Set<number>(), after: new Set<number>() };
  const width = b.length + 1;
  if ((a.length + 1) * width > MOST_CELLS) return kept;
  // Each cell: how many tokens the rests from there on have in common.
  const common = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      kept.before.add(i);
      kept.after.add(j);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return kept;
}

/** Blanks between two changed words are marked with them, so that a changed phrase is one stretch. */
function partsOf(tokens: readonly string[], isKept: (at: number) => boolean): DiffPart[] {
  const parts: DiffPart[] = [];
  for (const [at, text] of tokens.entries()) {
    const last = parts.at(-1);
    const isBridge = last?.isChanged === true && text.trim() === "" && at + 1 < tokens.length;
    const isChanged = !isKept(at) || (isBridge && !isKept(at + 1));
    if (last?.isChanged === isChanged) last.text += text;
    else parts.push({ text, isChanged });
  }
  return parts;
}
