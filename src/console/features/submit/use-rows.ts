import { useEffect, useReducer, useState } from "react";
import type { LineAnchor } from "./check-input.ts";
import { RowBlocks } from "./row-blocks.ts";
import type { RowsReport, RowsRequest } from "./rows-messages.ts";

/** The rows of a good input, read by a worker as they come into view. The part that uses it is made anew with each check. */
export function useRows(input: Blob, anchors: readonly LineAnchor[]): RowBlocks {
  const [blocks] = useState(() => new RowBlocks());
  const [, redraw] = useReducer((count: number) => count + 1, 0);

  useEffect(() => {
    const worker = new Worker(new URL("./rows-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<RowsReport>) => {
      if (data.kind === "rows") blocks.take(data.rows);
      else blocks.fail(data.message);
    });
    worker.addEventListener("error", ({ message }) => blocks.fail(message));
    const unsubscribe = blocks.subscribe(redraw);
    const disconnect = blocks.connect((firstIndex, count) => {
      const request: RowsRequest = { input, anchors, fromLine: firstIndex + 1, count };
      worker.postMessage(request);
    });
    return () => {
      disconnect();
      unsubscribe();
      worker.terminate();
    };
  }, [blocks, input, anchors]);

  return blocks;
}
