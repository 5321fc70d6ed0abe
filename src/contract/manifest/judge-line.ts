import type { ManifestIssue } from "./issues.ts";
import { asOneLine } from "./line-edits.ts";
import type { ManifestOptions } from "./options.ts";
import { createManifestValidator } from "./validator.ts";

/**
 * The issues of one line as the validator finds them in the file that it is of; `format` is that file's. Whether another line has
 * the same id cannot be told from here.
 */
export function judgeLine(
  text: string,
  options: Pick<ManifestOptions, "format" | "knownModels">,
): ManifestIssue[] {
  const issues: ManifestIssue[] = [];
  const validator = createManifestValidator({
    ...options,
    onIssue: (issue) => void issues.push(issue),
  });
  validator.push(new TextEncoder().encode(`${asOneLine(text)}\n`));
  validator.end();
  return issues;
}
