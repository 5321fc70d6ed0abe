import { isDeeperThan } from "./check-fields.ts";
import { CountingJudge } from "./counting-judge.ts";
import type { ManifestIssue } from "./issues.ts";
import { tooDeepMessage } from "./line-judge.ts";
import type { ManifestOptions } from "./options.ts";
import type { ManifestSummary } from "./summary.ts";

/** How inline items are judged, and who takes the file that they make. */
export interface InlineItemsOptions extends Omit<ManifestOptions, "describeLine"> {
  /**
   * Given the bytes of each item as a line of a file, line end included; together they pass the
   * validator too.
   */
  onLine?: ((bytes: Uint8Array) => void) | undefined;
}

/**
 * Judges the items of a request as the validator judges a file of them. An issue's `line` is the
 * item's position counted from 1, its `path` starts at the request, such as `items[3].model`. The
 * sizes and offsets in the summary are those of the file that the items make.
 */
export function validateItems(
  items: readonly unknown[],
  options: InlineItemsOptions = {},
): ManifestSummary {
  const { onIssue, onLine } = options;
  const judge = new CountingJudge({
    ...options,
    describeLine: (line) => `in items[${line - 1}]`,
    onIssue: onIssue && ((issue) => onIssue({ ...issue, path: pathInRequest(issue) })),
  });
  const { maxLines, maxLineBytes, maxFileBytes } = judge.lines.limits;
  const encoder = new TextEncoder();
  let bytes = 0;
  let lineCount = 0;
  let isComplete = true;
  const stop = (code: "too_many_lines" | "file_too_large", message: string): void => {
    isComplete = false;
    judge.lines.reportLine(lineCount + 1, code, message);
  };

  if (items.length === 0) judge.lines.reportLine(1, "empty_file", "The list of items is empty.");
  for (const item of items) {
    const line = lineCount + 1;
    if (line > maxLines) {
      stop("too_many_lines", `There are more than ${maxLines} items. Upload a file in parts.`);
      break;
    }
    // Before it is written out again, because that goes as deep as the item does.
    const text = isDeeperThan(item, judge.lines.limits.maxDepth)
      ? undefined
      : encoder.encode(`${JSON.stringify(item)}\n`);
    if (text !== undefined && bytes + text.length > maxFileBytes) {
      stop(
        "file_too_large",
        `The items have more than ${maxFileBytes} bytes. Upload a file in parts.`,
      );
      break;
    }
    lineCount = line;
    if (text === undefined) {
      judge.lines.reportLine(line, "too_deep", tooDeepMessage(judge.lines.limits));
      continue;
    }
    const lineBytes = text.length - 1;
    if (lineBytes <= maxLineBytes) judge.judgeValue(item, line, bytes);
    else
      judge.lines.reportLine(
        line,
        "line_too_long",
        `The item has ${lineBytes} bytes; at most ${maxLineBytes} are allowed.`,
      );
    bytes += text.length;
    onLine?.(text);
  }
  return {
    ...judge.summary(),
    bytes,
    line_count: lineCount,
    has_bom: false,
    has_crlf: false,
    is_complete: isComplete,
  };
}

function pathInRequest({ code, line, path }: ManifestIssue): string {
  if (code === "empty_file") return "items";
  const item = `items[${line - 1}]`;
  if (path === undefined) return item;
  return path.startsWith("[") ? `${item}${path}` : `${item}.${path}`;
}
