/** How many rows Page Up and Page Down go. */
const PAGE = 10;

/** The row that a key leads to from `active` in a list of `count`, or undefined when the key means nothing here. */
export function rowForKey(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  switch (key) {
    case "ArrowDown":
    case "j":
      return Math.min(last, active + 1);
    case "ArrowUp":
    case "k":
      return Math.max(0, active - 1);
    case "PageDown":
      return Math.min(last, active + PAGE);
    case "PageUp":
      return Math.max(0, active - PAGE);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}

/** The tab that a key leads to, round the ends, or undefined when the key means nothing here. */
export function tabForKey(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case "ArrowRight":
      return (active + 1) % count;
    case "ArrowLeft":
      return (active - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
