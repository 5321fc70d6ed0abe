import type { Show } from "./demo-address.ts";

/** Fingerprints of former plays by what they were of. No secret: it is kept past the tab, to compare another day. */
const KEY = "batchrouter.demo.fingerprints";
const KEPT = 50;

function read(): Record<string, string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (stored === null || typeof stored !== "object") return {};
    return Object.fromEntries(
      Object.entries(stored).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      ),
    );
  } catch {
    return {};
  }
}

/** Keeps the fingerprint of a play, and tells whether the one before it of the same show was the same; null: the first. */
export function compareWithFormer(
  { scenario, seed }: Pick<Show, "scenario" | "seed">,
  fingerprint: string,
): boolean | null {
  const name = `${scenario}/${seed}`;
  const { [name]: former, ...others } = read();
  const kept = [...Object.entries(others).slice(1 - KEPT), [name, fingerprint] as const];
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // Without storage each play is the first.
  }
  return former === undefined ? null : former === fingerprint;
}
