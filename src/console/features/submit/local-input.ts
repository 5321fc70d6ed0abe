import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { formatCount } from "../../format/counts.ts";

/** An input that is in this browser only. */
export interface LocalInput {
  /** Where it came from: a file that is read where it lies, or text in the editor. */
  source: "file" | "text";
  filename: string;
  blob: Blob;
}

/** What stands in the editor, and the name that it will be sent under. */
export interface TextDraft {
  text: string;
  filename: string;
}

export const EMPTY_DRAFT: TextDraft = { text: "", filename: "pasted.jsonl" };

/** Larger texts are slow to edit; they are taken as a file. */
export const EDITABLE_BYTES = 2_000_000;

/** What an input may hold at most, said before one is chosen. */
export const LIMIT_WORDS = [
  `Up to ${formatCount(MANIFEST_LIMITS.maxLines)} lines`,
  `${MANIFEST_LIMITS.maxFileBytes / 1024 ** 3} GiB`,
  `${MANIFEST_LIMITS.maxLineBytes / 1024 ** 2} MiB a line`,
].join(" · ");
