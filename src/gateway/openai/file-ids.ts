import type { ArtifactKind } from "#contract/batches.ts";
import type { OpenaiFileId } from "#contract/openai-files.ts";
import { BatchId, FileId } from "#contract/primitives.ts";

/** What an OpenAI client calls a file: an uploaded one, or an artifact of a batch. */
export type NamedFile =
  | { kind: "input"; file_id: FileId }
  | { kind: ArtifactKind; batch_id: BatchId };

const ARTIFACT_ID = /^file_(output|errors)_([0-9a-z]+)$/;

/** `bat_01k…` and `errors` → `file_errors_01k…`: there is nothing to keep, and nothing to look up. */
export function artifactFileId(batch_id: BatchId, kind: ArtifactKind): string {
  return batch_id.replace(/^bat_/, `file_${kind}_`);
}

/** What a file id names. */
export function namedFile(id: OpenaiFileId): NamedFile {
  const [, kind, rest] = ARTIFACT_ID.exec(id) ?? [];
  if (rest === undefined) return { kind: "input", file_id: FileId.parse(id) };
  return { kind: kind === "output" ? "output" : "errors", batch_id: BatchId.parse(`bat_${rest}`) };
}
