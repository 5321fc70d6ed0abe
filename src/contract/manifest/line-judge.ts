import { isDeeperThan } from "./check-fields.ts";
import { readItem } from "./check-item.ts";
import { FileFormat } from "./file-format.ts";
import {
  kindOf,
  quoted,
  type ManifestIssue,
  type ManifestIssueCode,
  type ReportIssue,
} from "./issues.ts";
import type { ManifestItem } from "./item.ts";
import type { ItemChecks } from "./item-checks.ts";
import type { ManifestOptions } from "./options.ts";
import { findJsonFault } from "./json-fault.ts";
import { createModelCheck } from "./known-models.ts";
import { MANIFEST_LIMITS, type ManifestLimits } from "./limits.ts";
import { ID_FIELD, type ManifestFormat } from "./line-format.ts";
import { isRecord } from "./prompt.ts";
import { SeenIds } from "./seen-ids.ts";
import type { ManifestSummary } from "./summary.ts";
import { firstInvalidUtf8Byte } from "./utf8.ts";

/** What the judge can say of all lines. */
type JudgedSummary = Pick<ManifestSummary, "format" | "issue_count" | "issues_by_code">;

/** Judges lines one by one, and keeps what decides over later ones: format and ids. What good lines come to is for others to count. */
export class LineJudge {
  readonly limits: Readonly<ManifestLimits>;
  readonly #options: ManifestOptions;
  readonly #checks: ItemChecks;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  readonly #fileFormat: FileFormat;
  readonly #seenIds = new SeenIds();
  readonly #issuesByCode: Partial<Record<ManifestIssueCode, number>> = {};
  #issueCount = 0;
  #line = 0;
  #lineIssues = 0;
  #lineId: string | undefined;

  constructor(options: ManifestOptions) {
    this.#options = options;
    this.limits = { ...MANIFEST_LIMITS, ...options.limits };
    this.#fileFormat = new FileFormat(options.format);
    const checkModel = createModelCheck(options.knownModels, this.report);
    this.#checks = { limits: this.limits, report: this.report, checkModel };
  }

  /** Judges the bytes of a line, its line end taken off, and returns the item of a good one. */
  judgeBytes(bytes: Uint8Array, line: number): ManifestItem | undefined {
    this.#begin(line);
    const text = this.#decode(bytes);
    if (text === undefined) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.#reportJson(text);
      return undefined;
    }
    return this.#judge(value);
  }

  /** Whether a line is good that is like a good one in all but its id and its texts. */
  judgeAlike(custom_id: string, format: ManifestFormat, line: number): boolean {
    this.#begin(line);
    this.#lineId = custom_id;
    this.#claimId(custom_id, ID_FIELD[format]);
    return this.#lineIssues === 0;
  }

  /** Judges what a line holds, already parsed, and returns the item of a good one. */
  judgeValue(value: unknown, line: number): ManifestItem | undefined {
    this.#begin(line);
    return this.#judge(value);
  }

  /** Reports an issue of a line that is not to be judged by what it holds. */
  reportLine(line: number, code: ManifestIssueCode, message: string): void {
    this.#begin(line);
    this.report(code, "", message);
  }

  /** Reports a line that is too long to be read. */
  reportLongLine(line: number, sizeBytes: number): void {
    const allowed = shown(this.limits.maxLineBytes);
    const message = `The line has ${shown(sizeBytes)} bytes; at most ${allowed} are allowed.`;
    this.reportLine(line, "line_too_long", message);
  }

  summary(): JudgedSummary {
    return {
      format: this.#fileFormat.decided ?? null,
      issue_count: this.#issueCount,
      issues_by_code: { ...this.#issuesByCode },
    };
  }

  #begin(line: number): void {
    this.#line = line;
    this.#lineIssues = 0;
    this.#lineId = undefined;
  }

  #decode(bytes: Uint8Array): string | undefined {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      const at = firstInvalidUtf8Byte(bytes);
      const byte = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, "0");
      this.report(
        "invalid_utf8",
        "",
        `Byte ${at + 1} of the line (0x${byte}) is not UTF-8. Save the file as UTF-8.`,
      );
      return undefined;
    }
  }

  #reportJson(text: string): void {
    if (text.trim() === "") {
      this.report("blank_line", "", "The line is blank. Take it out.");
      return;
    }
    const { column, message } = findJsonFault(text) ?? {
      column: 1,
      message: "It cannot be parsed.",
    };
    this.report("invalid_json", "", `Not JSON at column ${column}: ${message}`);
  }

  #judge(value: unknown): ManifestItem | undefined {
    if (!isRecord(value)) {
      const fix = Array.isArray(value) ? " Put each entry of the list on a line of its own." : "";
      this.report("not_an_object", "", `This is ${kindOf(value)}. It must be an object.${fix}`);
      return undefined;
    }
    const { format, fault } = this.#fileFormat.judge(value);
    const id = format && value[ID_FIELD[format]];
    if (typeof id === "string" && id.length <= this.limits.maxIdLength) this.#lineId = id;
    if (fault !== undefined) this.report(fault.code, "", fault.message);
    if (format === undefined || fault !== undefined) return undefined;
    if (isDeeperThan(value, this.limits.maxDepth)) {
      this.report("too_deep", "", tooDeepMessage(this.limits));
    }
    const item = readItem(value, format, this.#checks);
    if (this.#lineId) this.#claimId(this.#lineId, ID_FIELD[format]);
    return this.#lineIssues === 0 ? item : undefined;
  }

  #claimId(id: string, path: string): void {
    const firstLine = this.#seenIds.add(id, this.#line);
    if (firstLine === 0) return;
    const place = this.#options.describeLine?.(firstLine) ?? `on line ${firstLine}`;
    const message = `${path} ${quoted(id)} was first used ${place}. An id may be used once.`;
    this.report("duplicate_id", path, message);
  }

  /** Reports an issue of the line that was judged last. */
  readonly report: ReportIssue = (code, path, message) => {
    this.#lineIssues += 1;
    if (this.#lineIssues === this.limits.maxIssuesPerLine + 1) {
      this.#send(
        "too_many_issues",
        "",
        `More is wrong here than the ${this.limits.maxIssuesPerLine} issues named.`,
      );
    }
    if (this.#lineIssues <= this.limits.maxIssuesPerLine) this.#send(code, path, message);
  };

  #send(code: ManifestIssueCode, path: string, message: string): void {
    this.#issueCount += 1;
    this.#issuesByCode[code] = (this.#issuesByCode[code] ?? 0) + 1;
    const issue: ManifestIssue = { code, message, line: this.#line };
    if (path !== "") issue.path = path;
    if (this.#lineId) issue.customer_item_id = this.#lineId;
    this.#options.onIssue?.(issue);
  }
}

/** The message of `too_deep`, which says the limit. */
export function tooDeepMessage({ maxDepth }: Readonly<ManifestLimits>): string {
  return `This nests deeper than ${maxDepth} levels.`;
}

function shown(count: number): string {
  return count.toLocaleString("en-US");
}
