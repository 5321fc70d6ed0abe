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
 * The name of a batch's joined artifact. Whoever joins a batch writes the same bytes, since its units do not change any
 * more, so two at once do no harm.
 */
export function artifactName(batch_id: BatchId, kind: ArtifactKind): string {
  return `batches/${batch_id}/${kind}.jsonl`;
}
