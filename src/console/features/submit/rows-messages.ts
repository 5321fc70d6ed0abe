import type { LineAnchor } from "./check-input.ts";
import type { PreviewItem } from "./read-rows.ts";

/** What the page asks of the reading worker, one run of lines after the other. */
export interface RowsRequest {
  input: Blob;
  anchors: readonly LineAnchor[];
  fromLine: number;
  count: number;
}

/** What the reading worker answers to each. */
export type RowsReport =
  | { kind: "rows"; rows: PreviewItem[] }
  | { kind: "failed"; message: string };
