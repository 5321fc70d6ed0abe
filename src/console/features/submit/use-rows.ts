import { useEffect, useReducer, useState } from "react";
import type { LineAnchor } from "./check-input.ts";
import { RowBlocks } from "./row-blocks.ts";
import type { RowsReport, RowsRequest } from "./rows-messages.ts";

/** The rows of a good input, read by a worker as they come into view; undefined before the worker is there. */
export function useRows(input: Blob, anchors: readonly LineAnchor[]): RowBlocks | undefined {
  const [blocks, setBlocks] = useState<RowBlocks>();
  const [, redraw] = useReducer((count: number) => count + 1, 0);

  useEffect(() => {
    const worker = new Worker(new URL("./rows-worker.ts", import.meta.url), { type: "module" });
    const made = new RowBlocks((firstIndex, count) => {
      const request: RowsRequest = { input, anchors, fromLine: firstIndex + 1, count };
      worker.postMessage(request);
    });
    worker.addEventListener("message", ({ data }: MessageEvent<RowsReport>) => {
      if (data.kind === "rows") made.take(data.rows);
      else made.fail(data.message);
    });
    worker.addEventListener("error", ({ message }) => made.fail(message));
    const unsubscribe = made.subscribe(redraw);
    setBlocks(made);
    return () => {
      unsubscribe();
      worker.terminate();
    };
  }, [input, anchors]);

  return blocks;
}
