const KEY = "batchrouter.palette.recent";
const KEPT = 5;

/** The commands used last, newest first; ids alone, which say nothing secret. */
export function recentCommandIds(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (!Array.isArray(stored)) return [];
    return stored.filter((id): id is string => typeof id === "string").slice(0, KEPT);
  } catch {
    return [];
  }
}

/** Puts a command at the head of those used last. */
export function rememberCommand(id: string): void {
  const others = recentCommandIds().filter((other) => other !== id);
  try {
    localStorage.setItem(KEY, JSON.stringify([id, ...others].slice(0, KEPT)));
  } catch {
    // Storage is full or forbidden: the palette works without a memory.
  }
}
