import type { ArtifactKind } from "#contract/batches.ts";
import type { OpenaiFile } from "#contract/openai-files.ts";
import type { BatchArtifact } from "#gateway/batches/artifact-store.ts";
import type { BatchRow } from "#gateway/batches/store.ts";
import type { StoredFile } from "#gateway/files/file-store.ts";
import { artifactFileId } from "./file-ids.ts";
import { unixSeconds } from "./unix-seconds.ts";

/** An uploaded file in OpenAI's form. */
export function fileObject(file: StoredFile): OpenaiFile {
  return {
    id: file.id,
    object: "file",
    bytes: file.size_bytes,
    created_at: unixSeconds(file.created_at),
    filename: file.filename,
    purpose: "batch",
    status: "processed",
  };
}

/** The output or error file of a batch in OpenAI's form: it came to be when the batch ended. */
export function artifactObject(
  batch: BatchRow,
  kind: ArtifactKind,
  { sizeBytes, filename }: BatchArtifact,
): OpenaiFile {
  return {
    id: artifactFileId(batch.id, kind),
    object: "file",
    bytes: sizeBytes,
    created_at: unixSeconds(batch.completed_at ?? batch.created_at),
    filename,
    purpose: "batch_output",
    status: "processed",
  };
}
