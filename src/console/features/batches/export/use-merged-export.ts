import type { Batch } from "#contract/batches.ts";
import type { Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { useEffect, useRef, useState } from "react";
import { useApi } from "../../../api/api-provider.tsx";
import { environmentSlug } from "../../../environments/environment.ts";
import { plural } from "../../../format/plural.ts";
import { toast } from "../../../ui/toast.tsx";
import { artifactCall, artifactKinds, streamOfCall } from "../artifact-streams.ts";
import { openFileSink } from "./file-sink.ts";
import { mergeResults, type MergeSources } from "./merged-rows.ts";
import { type MergedFormat, writeMerged } from "./write-merged.ts";

export interface MergedExport {
  /** Rows written so far; null while nothing is being exported. */
  rowCount: number | null;
  start: (format: MergedFormat) => void;
  cancel: () => void;
}

const TYPES = { jsonl: "application/x-ndjson", csv: "text/csv" } as const;

/** Exports the inputs of a batch with their answers as one file; leaving the page ends it. */
export function useMergedExport(batch: Batch): MergedExport {
  const { client, environment } = useApi();
  const [rowCount, setRowCount] = useState<number | null>(null);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  async function run(format: MergedFormat): Promise<void> {
    const stop = new AbortController();
    running.current = stop;
    const name = `${batch.id}.${environmentSlug(environment)}.merged.${format}`;
    const sink = await openFileSink(name, TYPES[format]);
    if (sink === null) return;
    setRowCount(0);
    try {
      let unreadable = 0;
      const sources = await openSources(client, batch, stop.signal);
      const rows = mergeResults({ ...sources, onUnreadable: () => (unreadable += 1) });
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

  const start = (format: MergedFormat): void => {
    if (rowCount !== null) return;
    run(format)
      .catch((error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error);
        toast.failed("Input and answers: nothing was exported", { detail });
      })
      .finally(() => setRowCount(null));
  };
  return { rowCount, start, cancel: () => running.current?.abort() };
}

async function openSources(
  client: Client,
  batch: Batch,
  signal: AbortSignal,
): Promise<Omit<MergeSources, "onUnreadable">> {
  const params = { id: batch.input_file_id };
  const input = await streamOfCall(
    (options) => client.call(contract.files.content, { params }, options),
    signal,
  );
  const results = await Promise.all(
    artifactKinds(batch).map(async (kind) =>
      streamOfCall(await artifactCall(client, batch.id, kind, signal), signal),
    ),
  );
  return { input, results };
}
