import type { Batch } from "#contract/batches.ts";
import type { Client } from "#contract/client.ts";
import { useCallback, useEffect, useState } from "react";
import { useApi } from "../../../api/api-provider.tsx";
import { formatBytes } from "../../../format/bytes.ts";
import { formatCount } from "../../../format/counts.ts";
import { artifactCall, artifactKinds } from "../artifact-streams.ts";
import type { CompareAnswer, CompareQuestion } from "./compare-worker.ts";
import type { ComparedArtifacts } from "./compared-rows.ts";

/** The artifacts of two batches and their items joined, or why there is none. */
export type Comparison =
  | { kind: "loading" }
  | { kind: "too_large"; why: string }
  | { kind: "failed"; error: Error }
  | ({ kind: "ready"; artifacts: CompareQuestion } & ComparedArtifacts);

/** What a browser joins at ease: items and bytes of both batches together. */
const COMPARABLE_ITEMS = 200_000;
const COMPARABLE_BYTES = 200_000_000;

/** What is too large to be compared here, in a sentence. */
function tooLarge(what: string): Comparison {
  const most = `${formatCount(COMPARABLE_ITEMS)} items and ${formatBytes(COMPARABLE_BYTES)} of results`;
  return {
    kind: "too_large",
    why: `The two have ${what}; up to ${most} together are compared here. Download both outputs instead.`,
  };
}

/** Reads the artifacts of two batches that have ended and joins them in a worker; leaving ends both. */
export function useComparison(
  earlier: Batch,
  later: Batch,
): { comparison: Comparison; retry: () => void } {
  const { client } = useApi();
  const [attempt, setAttempt] = useState(0);
  const key = `${earlier.id} ${later.id} ${attempt}`;
  const [held, setHeld] = useState<{ key: string; comparison: Comparison }>();
  useEffect(() => {
    const stop = new AbortController();
    const keep = (comparison: Comparison): void => {
      if (!stop.signal.aborted) setHeld({ key, comparison });
    };
    compareBatches(client, earlier, later, stop.signal).then(keep, (error: unknown) =>
      keep({ kind: "failed", error: error instanceof Error ? error : new Error(String(error)) }),
    );
    return () => stop.abort();
    // Batches that have ended do not change: their ids, in the key, say all.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [client, key]);
  const retry = useCallback(() => setAttempt((before) => before + 1), []);
  const isCurrent = held !== undefined && held.key === key;
  return { comparison: isCurrent ? held.comparison : { kind: "loading" }, retry };
}

async function compareBatches(
  client: Client,
  earlier: Batch,
  later: Batch,
  signal: AbortSignal,
): Promise<Comparison> {
  const itemCount = earlier.item_count + later.item_count;
  if (itemCount > COMPARABLE_ITEMS) return tooLarge(`${formatCount(itemCount)} items`);
  const [before, after] = await Promise.all([
    readArtifacts(client, earlier, signal),
    readArtifacts(client, later, signal),
  ]);
  const sizeBytes = [...before, ...after].reduce((sum, { size }) => sum + size, 0);
  if (sizeBytes > COMPARABLE_BYTES) return tooLarge(`${formatBytes(sizeBytes)} of results`);
  const artifacts = { earlier: before, later: after };
  return { kind: "ready", artifacts, ...(await joinInWorker(artifacts, signal)) };
}

function readArtifacts(client: Client, batch: Batch, signal: AbortSignal): Promise<Blob[]> {
  return Promise.all(
    artifactKinds(batch).map(async (kind) => {
      const call = await artifactCall(client, batch.id, kind, signal);
      return call({ signal });
    }),
  );
}

function joinInWorker(artifacts: CompareQuestion, signal: AbortSignal): Promise<ComparedArtifacts> {
  const worker = new Worker(new URL("./compare-worker.ts", import.meta.url), { type: "module" });
  signal.addEventListener("abort", () => worker.terminate());
  return new Promise<ComparedArtifacts>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<CompareAnswer>) => {
      if ("rows" in data) resolve(data);
      else reject(new Error(data.failure));
    });
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
    worker.postMessage(artifacts);
  }).finally(() => worker.terminate());
}
