import type { ArtifactKind } from "#contract/batches.ts";
import type { BatchId } from "#contract/primitives.ts";

/** Where all unit files of a batch lie. */
export function unitFilesPrefix(batch_id: BatchId): string {
  return `batches/${batch_id}/units`;
}

/** The name of a unit's result file: with the fence in it, so that no two runs of the unit ever write the same file. */
export function unitFileName(
  batch_id: BatchId,
  unit: number,
  fence: bigint,
  kind: ArtifactKind,
): string {
  return `${unitFilesPrefix(batch_id)}/${unit}-${fence}-${kind}.jsonl`;
}

/**
 * The name of a batch's joined artifact: with the fence in it, so that whoever has lost the job, and reads units that its
 * successor has moved, never writes over what the batch ended with.
 */
export function artifactName(batch_id: BatchId, fence: bigint, kind: ArtifactKind): string {
  return `batches/${batch_id}/${fence}-${kind}.jsonl`;
}

/** The name of the artifact that says how each item of a unit stands after a pass. */
export function roundName(batch_id: BatchId, unit: number, fence: bigint, round: number): string {
  return `${unitFilesPrefix(batch_id)}/${unit}-${fence}-round-${round}.jsonl`;
}

/** The name of the artifact with the answers to an upstream batch. */
export function answersName(
  batch_id: BatchId,
  unit: number,
  fence: bigint,
  reference: string,
): string {
  return `${unitFilesPrefix(batch_id)}/${unit}-${fence}-answers-${reference}.txt`;
}
