import type { Turn } from "./conversation.ts";

/** Turns of which no two neighbours have the same role, as far as `isMerged` says so; their parts stand in order. */
export function mergeTurns(
  turns: readonly Turn[],
  isMerged: (turn: Turn) => boolean = () => true,
): Turn[] {
  const merged: Turn[] = [];
  for (const turn of turns) {
    const last = merged.at(-1);
    if (last?.role === turn.role && isMerged(turn)) last.parts.push(...turn.parts);
    else merged.push({ ...turn, parts: [...turn.parts] });
  }
  return merged;
}

/** The instructions before the first other turn, as texts, and the turns after them. */
export function splitInstructions(turns: readonly Turn[]): { texts: string[]; rest: Turn[] } {
  const firstOther = turns.findIndex(({ role }) => role !== "system" && role !== "developer");
  const end = firstOther === -1 ? turns.length : firstOther;
  const texts = turns
    .slice(0, end)
    .flatMap(({ parts }) => parts.flatMap((part) => (part.type === "text" ? [part.text] : [])));
  return { texts, rest: turns.slice(end) };
}
