import type { ManifestIssue, ManifestIssueCode } from "./issues.ts";
import { ID_FIELD } from "./line-format.ts";
import type { ManifestRepair } from "./repairs-kinds.ts";
import { isMisnamedId } from "./repairs-lines.ts";
import type { ManifestSummary } from "./summary.ts";

/** A repair that an input may need. */
export interface RepairOffer {
  repair: ManifestRepair;
  /** What it is about: marks, lines or ids; null where that is known only once it is made. */
  count: number | null;
  /** Whether the input says the same afterwards, so that nobody needs to be asked. */
  is_safe: boolean;
  /** Whether it mends a fault; what it mends else is accepted as it is. */
  is_fault: boolean;
}

/** Counts what the summary does not part: the lines that have no id at all. */
export interface RepairTally {
  add: (issue: ManifestIssue) => void;
  readonly missing_ids: number;
  /** The first fault but for blank lines. */
  readonly first_fault: ManifestIssueCode | undefined;
}

const ID_PATHS = new Set(Object.values(ID_FIELD));

/** Takes the issues of a check in their order. */
export function createRepairTally(): RepairTally {
  let missing = 0;
  let first: ManifestIssueCode | undefined;
  /** The last line with an id under the wrong name: it has one. */
  let misnamedLine = 0;
  return {
    add({ code, path = "", line }) {
      if (code !== "blank_line") first ??= code;
      if (code === "unknown_field" && isMisnamedId(path)) misnamedLine = line;
      if (code === "missing_field" && ID_PATHS.has(path) && line !== misnamedLine) missing += 1;
    },
    get missing_ids() {
      return missing;
    },
    get first_fault() {
      return first;
    },
  };
}

/**
 * Which repairs apply to an input that was checked. `startsAsArray` says that its first bytes begin a JSON list. None when a limit on
 * the file stopped the check.
 */
export function repairOffers(
  summary: ManifestSummary,
  { missing_ids, first_fault }: Pick<RepairTally, "missing_ids" | "first_fault">,
  startsAsArray: boolean,
): RepairOffer[] {
  const { has_bom, has_crlf, is_complete, issues_by_code, item_count, format } = summary;
  if (!is_complete) return [];
  const offers: RepairOffer[] = [];
  const offer = (repair: ManifestRepair, count: number | null, is_safe: boolean, is_fault = true) =>
    void (count === 0 || offers.push({ repair, count, is_safe, is_fault }));
  offer("drop_bom", has_bom ? 1 : 0, true, false);
  offer("crlf_to_lf", has_crlf ? null : 0, true, false);
  // A list that ends on its line, with good lines behind it, is one bad line of many.
  const isOneList = startsAsArray && (item_count === 0 || first_fault !== "not_an_object");
  if (isOneList) {
    offer("array_to_lines", null, true);
    // What the lines of a list written over many of them lack is known once each entry has its own.
    return offers;
  }
  offer("remove_blank_lines", issues_by_code.blank_line ?? 0, true);
  offer("add_missing_ids", missing_ids, true);
  offer("unique_ids", issues_by_code.duplicate_id ?? 0, false);
  const strays = issues_by_code.mixed_formats ?? 0;
  if (format === null) return offers;
  // Towards the file's own format go the lines that have another one; away from it, all good ones.
  const isNative = format === "native";
  offer("to_native", isNative ? strays : item_count, false, isNative);
  offer("to_openai_batch", isNative ? item_count : strays, false, !isNative);
  return offers;
}
