import type { ManifestSummary } from "#contract/manifest/summary.ts";
import { newId, type FileId, type OrgId } from "#contract/primitives.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import type { GroupFormCounts } from "../expressibility/form-counts.ts";
import type { WrittenArtifact } from "../storage/storage.ts";
import { safeFilename } from "./file-name.ts";
import type { StoredFile, StoredLineIndex } from "./file-store.ts";

/** A file whose bytes are safe in storage and whose row is still to be written. */
export interface NewFile {
  file: StoredFile;
  index: StoredLineIndex;
  /** What lanes cannot be asked for of it; null where nobody has counted. */
  form_counts: readonly GroupFormCounts[] | null;
}

/** Where the bytes of a file go. */
export interface FilePlace {
  id: FileId;
  org_id: OrgId;
  storage_key: string;
  created_at: Date;
}

/** A place of its own for the bytes of a new file. */
export function newFilePlace(org_id: OrgId, now: Date, entropy: RandomBytes): FilePlace {
  const id = newId("file", now.getTime(), entropy);
  return { id, org_id, storage_key: `files/${org_id}/${id}`, created_at: now };
}

/** What is to be kept of a good file that has been written to its place. */
export function describeFile(
  place: FilePlace,
  filename: string | null | undefined,
  written: WrittenArtifact,
  summary: ManifestSummary,
  form_counts: NewFile["form_counts"],
): NewFile {
  if (summary.format === null)
    throw new TypeError("A file without a format has passed the validator");
  return {
    file: {
      ...place,
      filename: safeFilename(filename),
      size_bytes: written.bytes,
      sha256: written.sha256,
      line_count: summary.line_count,
      format: summary.format,
      groups: summary.groups,
      urls: summary.urls,
    },
    index: summary.line_index,
    form_counts,
  };
}
