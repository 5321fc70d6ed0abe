import { estimateTextTokens } from "#contract/manifest/token-estimate.ts";

/** The longest start of a text that counts as at most `most` tokens by the same estimate that quotes use. */
export function cutToTokens(text: string, most: number): string {
  let fits = 0;
  let tooLong = text.length + 1;
  // The start that has been counted for good.
  let counted = 0;
  let countedTokens = 0;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    const tokens = countedTokens + estimateTextTokens(text.slice(counted, middle));
    if (tokens > most) {
      tooLong = middle;
      continue;
    }
    fits = middle;
    const start = text.lastIndexOf(" ", middle - 2) + 1;
    if (start <= counted || !isBetweenWords(text, start)) continue;
    counted = start;
    countedTokens = tokens - estimateTextTokens(text.slice(start, middle));
  }
  // A cut between the halves of a surrogate pair would leave half a character.
  return text.slice(0, fits).replace(/[\uD800-\uDBFF]$/, "");
}

/** Whether what stands before and behind this place counts for itself: one blank alone parts two words. */
function isBetweenWords(text: string, place: number): boolean {
  return /^[a-z\d] [a-z\d]$/i.test(text.slice(place - 2, place + 1));
}
