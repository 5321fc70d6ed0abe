import type { CreatedApiKey } from "#contract/api-keys.ts";

type Named = Pick<CreatedApiKey, "api_key" | "label">;

const VARIABLE = "BATCHROUTER_API_KEY";

/** What the variable of each key is called: plain for one key, by its label where there are several. */
export function variablesOf(keys: readonly Pick<Named, "label">[]): string[] {
  if (keys.length === 1) return [VARIABLE];
  const taken = new Map<string, number>();
  return keys.map(({ label }) => {
    const word = label.toUpperCase().replace(/[^A-Z0-9]+/g, "_").replace(/^_+|_+$/g, "");
    const name = word === "" ? VARIABLE : `${VARIABLE}_${word}`;
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}

/** The keys as lines of an `.env` file. */
export function envLines(keys: readonly Named[]): string {
  return linesOf(keys, "");
}

/** The keys as lines for a POSIX shell. */
export function exportLines(keys: readonly Named[]): string {
  return linesOf(keys, "export ");
}

function linesOf(keys: readonly Named[], before: string): string {
  // A key is letters, digits and underscores: it needs no quotes anywhere.
  return variablesOf(keys)
    .map((variable, at) => `${before}${variable}=${keys[at]?.api_key ?? ""}\n`)
    .join("");
}
