import { isDeeperThan } from "./check-fields.ts";
import { readItem } from "./check-item.ts";
import { FileFormat } from "./file-format.ts";
import { addToGroup, ManifestGroups } from "./groups.ts";
import {
  kindOf,
  quoted,
  type ManifestIssue,
  type ManifestIssueCode,
  type ReportIssue,
} from "./issues.ts";
import { acceptedItem, type ManifestItem } from "./item.ts";
import type { ItemChecks } from "./item-checks.ts";
import type { ManifestOptions } from "./options.ts";
import { findJsonFault } from "./json-fault.ts";
import { createModelCheck } from "./known-models.ts";
import { MANIFEST_LIMITS, type ManifestLimits } from "./limits.ts";
import { ID_FIELD } from "./line-format.ts";
import { LineIndexBuilder } from "./line-index.ts";
import type { AlikeLine } from "./line-pattern.ts";
import { parseItem } from "./parse-item.ts";
import { isRecord } from "./prompt.ts";
import { SeenIds } from "./seen-ids.ts";
import type { ManifestSummary } from "./summary.ts";
import { estimateTokens } from "./token-estimate.ts";
import { UrlUses } from "./url-uses.ts";
import { firstInvalidUtf8Byte } from "./utf8.ts";

/** What the judge alone can say of an input; the rest of the summary is for who reads the bytes. */
type JudgedSummary = Omit<
  ManifestSummary,
  "bytes" | "line_count" | "has_bom" | "has_crlf" | "is_complete"
>;

/** Judges lines one by one, and keeps what the lines share: format, ids, groups, counts. */
export class LineJudge {
  readonly limits: Readonly<ManifestLimits>;
  readonly #options: ManifestOptions;
  readonly #checks: ItemChecks;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  readonly #fileFormat: FileFormat;
  readonly #seenIds = new SeenIds();
  readonly #groups: ManifestGroups;
  readonly #urls = new UrlUses();
  readonly #index: LineIndexBuilder;
  readonly #issuesByCode: Partial<Record<ManifestIssueCode, number>> = {};
  #itemCount = 0;
  #issueCount = 0;
  #line = 0;
  #lineIssues = 0;
  #lineId: string | undefined;

  constructor(options: ManifestOptions) {
    this.#options = options;
    this.limits = { ...MANIFEST_LIMITS, ...options.limits };
    this.#fileFormat = new FileFormat(options.format);
    this.#groups = new ManifestGroups(this.limits.maxGroups);
    this.#index = new LineIndexBuilder(this.limits.maxIndexEntries);
    const checkModel = createModelCheck(options.knownModels, this.#report);
    this.#checks = { limits: this.limits, report: this.#report, checkModel };
  }

  /** Judges the bytes of a line, its line end taken off, and returns the item of a good one. */
  judgeBytes(bytes: Uint8Array, line: number, offset: number): ManifestItem | undefined {
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
    return this.#judge(value, offset);
  }

  /** Judges a line by what was found of one that it is like. */
  judgeAlike(alikeLine: AlikeLine, bytes: Uint8Array, line: number, offset: number): void {
    this.#begin(line);
    const { alike, custom_id, input_tokens } = alikeLine;
    this.#lineId = custom_id;
    this.#claimId(custom_id, ID_FIELD[alike.format]);
    if (this.#lineIssues > 0 || !this.#accept(alike, input_tokens, offset)) return;
    const { operation, models, url } = alike;
    const read = (): ManifestItem => parseItem(bytes);
    this.#options.onItem?.({ custom_id, operation, models, url, read }, line, offset);
  }

  /** Judges what a line holds, already parsed. */
  judgeValue(value: unknown, line: number, offset: number): void {
    this.#begin(line);
    this.#judge(value, offset);
  }

  /** Reports an issue of a line that is not to be judged by what it holds. */
  reportLine(line: number, code: ManifestIssueCode, message: string): void {
    this.#begin(line);
    this.#report(code, "", message);
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
      item_count: this.#itemCount,
      issue_count: this.#issueCount,
      issues_by_code: { ...this.#issuesByCode },
      groups: this.#groups.list(),
      urls: this.#urls.list(),
      line_index: this.#index.build(),
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
      this.#report(
        "invalid_utf8",
        "",
        `Byte ${at + 1} of the line (0x${byte}) is not UTF-8. Save the file as UTF-8.`,
      );
      return undefined;
    }
  }

  #reportJson(text: string): void {
    if (text.trim() === "") {
      this.#report("blank_line", "", "The line is blank. Take it out.");
      return;
    }
    const { column, message } = findJsonFault(text) ?? {
      column: 1,
      message: "It cannot be parsed.",
    };
    this.#report("invalid_json", "", `Not JSON at column ${column}: ${message}`);
  }

  /** The item of a good line. */
  #judge(value: unknown, offset: number): ManifestItem | undefined {
    if (!isRecord(value)) {
      const fix = Array.isArray(value) ? " Put each entry of the list on a line of its own." : "";
      this.#report("not_an_object", "", `This is ${kindOf(value)}. It must be an object.${fix}`);
      return undefined;
    }
    const { format, fault } = this.#fileFormat.judge(value);
    const id = format && value[ID_FIELD[format]];
    if (typeof id === "string" && id.length <= this.limits.maxIdLength) this.#lineId = id;
    if (fault !== undefined) this.#report(fault.code, "", fault.message);
    if (format === undefined || fault !== undefined) return undefined;
    if (isDeeperThan(value, this.limits.maxDepth)) {
      this.#report("too_deep", "", tooDeepMessage(this.limits));
    }
    const item = readItem(value, format, this.#checks);
    if (this.#lineId) this.#claimId(this.#lineId, ID_FIELD[format]);
    if (item === undefined || this.#lineIssues > 0) return undefined;
    if (!this.#accept(item, estimateTokens(item.body), offset)) return undefined;
    this.#options.onItem?.(acceptedItem(item), this.#line, offset);
    return item;
  }

  #claimId(id: string, path: string): void {
    const firstLine = this.#seenIds.add(id, this.#line);
    if (firstLine === 0) return;
    const place = this.#options.describeLine?.(firstLine) ?? `on line ${firstLine}`;
    const message = `${path} ${quoted(id)} was first used ${place}. An id may be used once.`;
    this.#report("duplicate_id", path, message);
  }

  /** Whether there was room for the item. */
  #accept(item: ManifestItem, inputTokens: number, offset: number): boolean {
    const group = this.#groups.groupOf(item);
    if (group === undefined) {
      const message = `The file asks for more than ${this.limits.maxGroups} combinations of operation and models. Split it.`;
      this.#report("too_many_groups", "", message);
      return false;
    }
    addToGroup(group, item, inputTokens);
    this.#urls.add(item.url, this.#line);
    this.#itemCount += 1;
    this.#index.add(offset);
    return true;
  }

  readonly #report: ReportIssue = (code, path, message) => {
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
