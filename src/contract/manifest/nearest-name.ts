const MAX_COMPARED_LENGTH = 64;

/**
 * The one of `names` that was most likely meant by `written`, or undefined when none is close:
 * spelled the same but for case and separators, or at most a third of it mistyped.
 */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  if (written.length > MAX_COMPARED_LENGTH) return undefined;
  const plain = withoutSeparators(written);
  if (plain === "") return undefined;
  let nearest: string | undefined;
  let best = Math.min(4, Math.floor(plain.length / 3)) + 1;
  for (const name of names) {
    if (name.length > MAX_COMPARED_LENGTH) continue;
    const distance = editDistance(plain, withoutSeparators(name), best);
    if (distance >= best) continue;
    best = distance;
    nearest = name;
  }
  return nearest;
}

/** " Did you mean …?" to put after a message, or nothing. */
export function didYouMean(name: string | undefined): string {
  return name === undefined ? "" : ` Did you mean "${name}"?`;
}

function withoutSeparators(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_.:-]+/g, "");
}

/**
 * Letters to insert, drop, replace or swap with the neighbour; `limit` when it is that many or
 * more.
 */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const cost = Math.min(
        (previous[column] ?? limit) + 1,
        (current[column - 1] ?? limit) + 1,
        (previous[column - 1] ?? limit) + (isSame ? 0 : 1),
      );
      const swapped = isSwapped ? (beforePrevious[column - 2] ?? limit) + 1 : cost;
      current.push(Math.min(cost, swapped));
    }
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(previous[right.length] ?? limit, limit);
}
