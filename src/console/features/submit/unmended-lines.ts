import type { PreflightIssue } from "#contract/error-envelope.ts";
import type { LineEdits } from "#contract/manifest/line-edits.ts";
import { ID_FIELD } from "#contract/manifest/line-format.ts";
import type { ManifestRepair } from "#contract/manifest/repairs-kinds.ts";
import { isMisnamedId } from "#contract/manifest/repairs-lines.ts";

const ID_PATHS = new Set(Object.values(ID_FIELD));

/** The bad lines that neither the chosen repairs nor what was done by hand will mend, in their order. */
export function unmendedLines(
  issues: readonly PreflightIssue[],
  chosen: ReadonlySet<ManifestRepair>,
  edits: LineEdits,
): number[] {
  const lines = new Map<number, PreflightIssue[]>();
  for (const issue of issues) {
    if (issue.line === undefined || edits.has(issue.line)) continue;
    const ofLine = lines.get(issue.line);
    if (ofLine === undefined) lines.set(issue.line, [issue]);
    else ofLine.push(issue);
  }
  return [...lines]
    .filter(([, ofLine]) => !ofLine.every((issue) => isMended(issue, ofLine, chosen)))
    .map(([line]) => line);
}

function isMended(
  { code, path = "" }: PreflightIssue,
  ofLine: readonly PreflightIssue[],
  chosen: ReadonlySet<ManifestRepair>,
): boolean {
  switch (code) {
    case "blank_line":
      return chosen.has("remove_blank_lines");
    case "duplicate_id":
      return chosen.has("unique_ids");
    case "missing_field":
      return chosen.has("add_missing_ids") && ID_PATHS.has(path) && !ofLine.some(isMisnaming);
    case "mixed_formats":
      return chosen.has("to_native") || chosen.has("to_openai_batch");
    default:
      return false;
  }
}

/** Whether the line has an id under another name: it is given no second one. */
function isMisnaming({ code, path = "" }: PreflightIssue): boolean {
  return code === "unknown_field" && isMisnamedId(path);
}
