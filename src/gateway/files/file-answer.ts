import type { InputFile } from "#contract/files.ts";
import type { StoredFile } from "./file-store.ts";

/** A file as clients see it. */
export function fileAnswer(file: StoredFile): InputFile {
  return {
    id: file.id,
    file_id: file.id,
    object: "file",
    filename: file.filename,
    bytes: file.size_bytes,
    sha256: file.sha256,
    line_count: file.line_count,
    format: file.format,
    groups: file.groups,
    created_at: file.created_at.toISOString(),
  };
}
