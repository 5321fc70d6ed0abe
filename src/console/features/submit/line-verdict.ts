import type { PreflightIssue } from "#contract/error-envelope.ts";
import { judgeLine } from "#contract/manifest/judge-line.ts";
import { ID_FIELD, type ManifestFormat } from "#contract/manifest/line-format.ts";

/** What a line is judged by, and what the check of its file found. */
export interface LineRules {
  format: ManifestFormat | undefined;
  knownModels: ReadonlySet<string> | undefined;
  /** Of this line, as it came. */
  found: readonly PreflightIssue[];
}

const REPLACEMENT = "\uFFFD";

/**
 * What is wrong with a line as it is being edited: what the validator says of it, and what only the whole file can tell for as long as
 * the part that it was about stays: an id that another line has, bytes that are no text.
 */
export function judgeEditedLine(
  text: string,
  { format, knownModels, found }: LineRules,
): PreflightIssue[] {
  const issues: PreflightIssue[] = judgeLine(text, { format, knownModels });
  const duplicate = found.find(({ code }) => code === "duplicate_id");
  if (duplicate !== undefined && idOf(text, format) === duplicate.customer_item_id) {
    issues.push(duplicate);
  }
  const broken = found.find(({ code }) => code === "invalid_utf8");
  if (broken !== undefined && text.includes(REPLACEMENT)) issues.push(broken);
  return issues;
}

function idOf(text: string, format: ManifestFormat | undefined): unknown {
  if (format === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    return Reflect.get(value, ID_FIELD[format]);
  } catch {
    return undefined;
  }
}
