import type { Batch } from "#contract/batches.ts";
import type { Client } from "#contract/client.ts";
import { artifactCall, artifactKinds, streamOfCall } from "../artifact-streams.ts";
import { linesOf } from "../artifact-lines.ts";
import { mergeFamily } from "../family/merge-family.ts";
import { readFamily } from "../family/read-family.ts";
import { readInput } from "../items/input-reading.ts";
import { type MergedRow, mergeResults, type MergeSources } from "./merged-rows.ts";
import { openInput } from "./open-input.ts";

export interface MergeReading {
  client: Client;
  signal: AbortSignal;
  /** Called for each result line that cannot be read; its item stands in the export without an answer. */
  onUnreadable: () => void;
}

/** The rows of a batch alone. */
export async function rowsOfBatch(
  batch: Batch,
  reading: MergeReading,
): Promise<AsyncGenerator<MergedRow>> {
  return mergeResults(await openSources(batch, reading));
}

/** The rows of the first batch of the family that a batch belongs to, repaired by all that have ended since. */
export async function rowsOfFamily(
  batch: Batch,
  reading: MergeReading,
): Promise<AsyncGenerator<MergedRow>> {
  const { client, signal } = reading;
  const { first, later } = await readFamily(client, batch, signal);
  const repairs = await Promise.all(
    later.map(async (one) => ({
      ids: await idsOf(await openInput(client, one, signal)),
      ...(await openSources(one, reading)),
    })),
  );
  return mergeFamily(await openSources(first, reading), repairs);
}

async function idsOf(input: ReadableStream<Uint8Array>): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const { text } of linesOf(input)) {
    const { custom_id } = readInput(JSON.parse(text));
    if (custom_id !== undefined) ids.add(custom_id);
  }
  return ids;
}

async function openSources(
  batch: Batch,
  { client, signal, onUnreadable }: MergeReading,
): Promise<MergeSources> {
  const [input, ...results] = await Promise.all([
    openInput(client, batch, signal),
    ...artifactKinds(batch).map(async (kind) =>
      streamOfCall(await artifactCall(client, batch.id, kind, signal), signal),
    ),
  ]);
  return { batchId: batch.id, input, results, onUnreadable };
}
