import type { ManifestRepair } from "#contract/manifest/repairs-kinds.ts";
import type { RepairOffer } from "#contract/manifest/repairs-offers.ts";
import { plural } from "../../format/plural.ts";

interface RepairWords {
  title: string;
  /** What it does to the file. */
  effect: string;
  /** What it counts. */
  unit: [one: string, several: string];
}

const LINE: RepairWords["unit"] = ["line", "lines"];

export const REPAIR_WORDS: Readonly<Record<ManifestRepair, RepairWords>> = {
  drop_bom: {
    title: "Drop the byte order mark",
    effect: "Three bytes before the first line. No line changes.",
    unit: ["mark", "marks"],
  },
  crlf_to_lf: {
    title: "Turn CRLF into LF",
    effect: "How lines end. What they say stays.",
    unit: ["line end", "line ends"],
  },
  array_to_lines: {
    title: "Split the JSON list into lines",
    effect: "Each entry gets its own line, every number digit for digit.",
    unit: ["entry", "entries"],
  },
  remove_blank_lines: {
    title: "Take out blank lines",
    effect: "The lines below move up.",
    unit: LINE,
  },
  add_missing_ids: {
    title: "Give the missing ids",
    effect: "Line 12 becomes item-000012, or item-000012-2 where the file has that one.",
    unit: ["id", "ids"],
  },
  unique_ids: {
    title: "Make repeated ids unique",
    effect:
      "The first line keeps its id, the next get -2, -3. Not for an item that is there twice.",
    unit: ["id", "ids"],
  },
  to_native: {
    title: "Turn OpenAI Batch lines into native ones",
    effect: "Lines that would lose something stay as they are.",
    unit: LINE,
  },
  to_openai_batch: {
    title: "Turn native lines into OpenAI Batch ones",
    effect: "Lines that would lose something stay as they are.",
    unit: LINE,
  },
};

/** How much of it there is, such as `3 lines`; of what only the repair counts, that it was found. */
export function countWords(repair: ManifestRepair, count: number | null): string {
  return count === null ? "found" : plural(count, ...REPAIR_WORDS[repair].unit);
}

/** Ticked to begin with: what changes nothing that a person cares about. */
export function firstChoice(offers: readonly RepairOffer[]): ReadonlySet<ManifestRepair> {
  return new Set(offers.filter((offer) => offer.is_safe).map(({ repair }) => repair));
}

/** The choice with one repair in or out; a file becomes one format or the other, not both. */
export function withChoice(
  chosen: ReadonlySet<ManifestRepair>,
  repair: ManifestRepair,
  isIn: boolean,
): ReadonlySet<ManifestRepair> {
  const next = new Set(chosen);
  if (!isIn) next.delete(repair);
  else {
    next.add(repair);
    if (repair === "to_native") next.delete("to_openai_batch");
    if (repair === "to_openai_batch") next.delete("to_native");
  }
  return next;
}

/** `orders.jsonl` → `orders.repaired.jsonl`; repaired once more it keeps that name. */
export function repairedName(filename: string): string {
  const stem = filename.replace(/\.(?:jsonl|ndjson|json)$/i, "").replace(/\.repaired$/, "");
  return `${stem}.repaired.jsonl`;
}
