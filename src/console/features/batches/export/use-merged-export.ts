import type { Batch } from "#contract/batches.ts";
import { useEffect, useRef, useState } from "react";
import { useApi } from "../../../api/api-provider.tsx";
import { environmentSlug } from "../../../environments/environment.ts";
import { plural } from "../../../format/plural.ts";
import { toast } from "../../../ui/toast.tsx";
import { openFileSink } from "./file-sink.ts";
import type { MergedFormat } from "./write-merged.ts";

/** One batch, or the first of its family with the answers of all that repaired it. */
export type MergedScope = "batch" | "family";

export interface MergedExport {
  /** Rows written so far; null while nothing is being exported. */
  rowCount: number | null;
  start: (format: MergedFormat, scope: MergedScope) => void;
  cancel: () => void;
}

const TYPES = { jsonl: "application/x-ndjson", csv: "text/csv" } as const;

/** Exports the inputs of a batch with their answers as one file; leaving the page ends it. */
export function useMergedExport(batch: Batch): MergedExport {
  const { client, environment } = useApi();
  const [rowCount, setRowCount] = useState<number | null>(null);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  async function run(format: MergedFormat, scope: MergedScope): Promise<void> {
    const stop = new AbortController();
    running.current = stop;
    const kind = scope === "family" ? "with-retries" : "merged";
    const name = `${batch.id}.${environmentSlug(environment)}.${kind}.${format}`;
    const sink = await openFileSink(name, TYPES[format]);
    if (sink === null) return;
    setRowCount(0);
    try {
      let unreadable = 0;
      const onUnreadable = (): void => void (unreadable += 1);
      const [open, { writeMerged }] = await Promise.all([
        import("./open-sources.ts"),
        import("./write-merged.ts"),
      ]);
      const openRows = scope === "family" ? open.rowsOfFamily : open.rowsOfBatch;
      const rows = await openRows(batch, { client, signal: stop.signal, onUnreadable });
      const written = await writeMerged(rows, format, sink, setRowCount);
      const lost =
        unreadable === 0 ? "" : `; ${plural(unreadable, "result line")} could not be read`;
      toast.done(`${plural(written, "row")} exported${lost}`, { detail: name });
    } catch (error) {
      await sink.abort();
      if (!stop.signal.aborted) throw error;
    } finally {
      // Whatever is still open after a failure is not to be read on.
      stop.abort();
    }
  }

  const start = (format: MergedFormat, scope: MergedScope): void => {
    if (rowCount !== null) return;
    run(format, scope)
      .catch((error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error);
        toast.failed("Input and answers: nothing was exported", { detail });
      })
      .finally(() => setRowCount(null));
  };
  return { rowCount, start, cancel: () => running.current?.abort() };
}
