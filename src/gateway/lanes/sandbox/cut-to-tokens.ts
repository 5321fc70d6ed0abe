import { estimateTextTokens } from "#contract/manifest/token-estimate.ts";

/** The longest start of a text that counts as at most `most` tokens by the same estimate that quotes use. */
export function cutToTokens(text: string, most: number): string {
  let fits = 0;
  let tooLong = text.length + 1;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (estimateTextTokens(text.slice(0, middle)) <= most) fits = middle;
    else tooLong = middle;
  }
  // A cut between the halves of a surrogate pair would leave half a character.
  return text.slice(0, fits).replace(/[\uD800-\uDBFF]$/, "");
}
