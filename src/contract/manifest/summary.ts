import type { ManifestGroup } from "./groups.ts";
import type { ManifestIssueCode } from "./issues.ts";
import type { ManifestFormat } from "./line-format.ts";
import type { LineIndex } from "./line-index.ts";
import type { UrlUse } from "./url-uses.ts";

/** What a whole input came to. It is good when `issue_count` is 0. */
export interface ManifestSummary {
  /** Null when no line could be told. */
  format: ManifestFormat | null;
  /** The bytes that were judged: all, unless a limit stopped it. */
  bytes: number;
  /** The bad lines included. */
  line_count: number;
  /** The lines without an issue. */
  item_count: number;
  issue_count: number;
  issues_by_code: Partial<Record<ManifestIssueCode, number>>;
  has_bom: boolean;
  has_crlf: boolean;
  /** False when a limit on the file stopped it before its end. */
  is_complete: boolean;
  groups: ManifestGroup[];
  /** The endpoints that the good lines are for. */
  urls: UrlUse[];
  line_index: LineIndex;
}
