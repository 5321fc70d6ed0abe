import type { ArtifactKind } from "#contract/batches.ts";
import type { BatchRow } from "./store.ts";

/** An artifact of a batch as it is served. */
export interface BatchArtifact {
  /** Its key in the storage. */
  name: string;
  sizeBytes: number;
  filename: string;
}

/** The artifact of a batch that has ended; undefined before, and where it would be empty. */
export function findArtifact(batch: BatchRow, kind: ArtifactKind): BatchArtifact | undefined {
  const [name, bytes] =
    kind === "output"
      ? [batch.output_name, batch.output_bytes]
      : [batch.error_name, batch.error_bytes];
  if (name === null || batch.completed_at === null) return undefined;
  return { name, sizeBytes: Number(bytes), filename: `${batch.id}-${kind}.jsonl` };
}
