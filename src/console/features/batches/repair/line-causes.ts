import type { FailedLine } from "./failed-lines.ts";

/** The causes of failure among some lines, the most frequent first. */
export function causesOf(lines: readonly FailedLine[]): { code: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { code } of lines) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .toSorted((a, b) => b.count - a.count || a.code.localeCompare(b.code));
}
