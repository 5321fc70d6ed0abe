/** How many lines Page Up and Page Down go. */
const PAGE = 8;

/** The line that a key leads to, round the ends; undefined when the key belongs to the text or means nothing. */
export function moveActive(
  { key, ctrlKey, shiftKey }: { key: string; ctrlKey: boolean; shiftKey: boolean },
  active: number,
  count: number,
): number | undefined {
  if (count === 0 || shiftKey) return undefined;
  const last = count - 1;
  if (key === "ArrowDown" || (ctrlKey && key === "n")) return active === last ? 0 : active + 1;
  if (key === "ArrowUp" || (ctrlKey && key === "p")) return active === 0 ? last : active - 1;
  if (key === "PageDown") return Math.min(last, active + PAGE);
  if (key === "PageUp") return Math.max(0, active - PAGE);
  // Home and End stay with the text, as everywhere in a field; with Ctrl they go through the list.
  if (ctrlKey && key === "Home") return 0;
  return ctrlKey && key === "End" ? last : undefined;
}
