import type { Batch } from "#contract/batches.ts";
import { useEffect, useState } from "react";
import { useApi } from "../../../api/api-provider.tsx";
import { artifactCall, streamOfCall } from "../artifact-streams.ts";
import { useInputJoin } from "../items/use-input-join.ts";
import { type FailedLines, readFailedLines } from "./failed-lines.ts";

/** The failed lines of a batch that has ended, or why there are none to show. */
export type FailedLinesState =
  | { kind: "loading" }
  | { kind: "unavailable"; why: string }
  | { kind: "ready"; failed: FailedLines };

/** Reads the error file and the input once, and joins the two. */
export function useFailedLines(batch: Batch): FailedLinesState {
  const { client } = useApi();
  const join = useInputJoin(batch);
  const source = join.kind === "ready" ? join : undefined;
  const [read, setRead] = useState<FailedLines | Error>();
  const { id } = batch;
  const [bytes, index] = [source?.bytes, source?.index];
  useEffect(() => {
    if (bytes === undefined || index === undefined) return;
    const stop = new AbortController();
    const keep = (lines: FailedLines | Error): void => {
      if (!stop.signal.aborted) setRead(lines);
    };
    artifactCall(client, id, "errors", stop.signal)
      .then((call) => streamOfCall(call, stop.signal))
      .then((errors) => readFailedLines(errors, bytes, index))
      .then(keep, (error: unknown) =>
        keep(error instanceof Error ? error : new Error(String(error))),
      );
    return () => stop.abort();
  }, [client, id, bytes, index]);

  if (join.kind === "unavailable") return join;
  if (read === undefined) return { kind: "loading" };
  return read instanceof Error
    ? { kind: "unavailable", why: `The error file could not be read: ${read.message}` }
    : { kind: "ready", failed: read };
}
