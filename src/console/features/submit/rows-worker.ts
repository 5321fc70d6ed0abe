/// <reference lib="webworker" />
import { readRows } from "./read-rows.ts";
import type { RowsReport, RowsRequest } from "./rows-messages.ts";

function report(message: RowsReport): void {
  self.postMessage(message);
}

self.addEventListener("message", ({ data }: MessageEvent<RowsRequest>) => {
  readRows(data.input, data.anchors, data.fromLine, data.count).then(
    (rows) => report({ kind: "rows", rows }),
    (error: unknown) =>
      report({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});
