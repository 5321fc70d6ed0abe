import type { Batch } from "#contract/batches.ts";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useApi } from "../../../api/api-provider.tsx";
import { readUnlessHeld } from "../../../api/holds.ts";
import { nextReadMs } from "../../../api/recovery.ts";
import { artifactCall, streamOfCall } from "../artifact-streams.ts";
import { useInputJoin } from "../items/use-input-join.ts";
import { type FailedLines, readFailedLines } from "./failed-lines.ts";

/** The failed lines of a batch that has ended, or why there are none to show. */
export type FailedLinesState =
  | { kind: "loading" }
  | { kind: "unavailable"; why: string }
  | { kind: "ready"; failed: FailedLines };

/** Reads the error file and the input, joins the two, and keeps them: of a batch that has ended neither changes. */
export function useFailedLines(batch: Batch): FailedLinesState {
  const { client, environment } = useApi();
  const join = useInputJoin(batch);
  const { data, error } = useQuery({
    queryKey: [environment.id, "failed lines", batch.id],
    queryFn:
      join.kind === "ready"
        ? ({ signal }) =>
            readUnlessHeld(environment.id, async () => {
              const call = await artifactCall(client, batch.id, "errors", signal);
              return readFailedLines(await streamOfCall(call, signal), join.bytes, join.index);
            })
        : skipToken,
    staleTime: Infinity,
    refetchInterval: (query) => nextReadMs(query, query.state, false),
  });
  if (data !== undefined) return { kind: "ready", failed: data };
  if (join.kind === "unavailable") return join;
  return error === null
    ? { kind: "loading" }
    : { kind: "unavailable", why: `The error file could not be read: ${error.message}` };
}
