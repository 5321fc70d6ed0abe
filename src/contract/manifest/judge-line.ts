import type { ManifestIssue } from "./issues.ts";
import { acceptedItem, type AcceptedItem } from "./item.ts";
import { asOneLine } from "./line-edits.ts";
import { LineJudge } from "./line-judge.ts";
import type { ManifestOptions } from "./options.ts";

/** Who is told of what, while lines are judged. */
interface JudgedLines extends Pick<ManifestOptions, "format" | "knownModels" | "onIssue"> {
  onItem?: (item: AcceptedItem, line: number) => void;
}

/** Judges lines as the validator judges a file of them; they count from 1, and what one has of line ends is blanks. */
export function judgeLines(texts: Iterable<string>, { onItem, ...options }: JudgedLines): void {
  const judge = new LineJudge(options);
  const encoder = new TextEncoder();
  let line = 0;
  for (const text of texts) {
    line += 1;
    const bytes = encoder.encode(asOneLine(text));
    if (bytes.length > judge.limits.maxLineBytes) {
      judge.reportLongLine(line, bytes.length);
      continue;
    }
    const item = judge.judgeBytes(bytes, line);
    if (item !== undefined) onItem?.(acceptedItem(item), line);
  }
}

/**
 * The issues of one line as the validator finds them in the file that it is of; `format` is that file's. Whether another line has
 * the same id cannot be told from here.
 */
export function judgeLine(
  text: string,
  options: Pick<ManifestOptions, "format" | "knownModels">,
): ManifestIssue[] {
  const issues: ManifestIssue[] = [];
  judgeLines([text], { ...options, onIssue: (issue) => void issues.push(issue) });
  return issues;
}
