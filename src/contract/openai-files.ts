import * as z from "zod/mini";
import { FileId } from "./primitives.ts";

/** A moment in Unix seconds. */
export const UnixSeconds = z.int();

/** The output and the error file of a batch as OpenAI clients name them: ids of their own, made of the batch's. */
export const OutputFileId = z
  .string()
  .check(z.regex(/^file_output_[0-9a-hjkmnp-tv-z]{20}$/, "Expected an id like file_output_…"));
export const ErrorFileId = z
  .string()
  .check(z.regex(/^file_errors_[0-9a-hjkmnp-tv-z]{20}$/, "Expected an id like file_errors_…"));

/** Any file that an OpenAI client may read. */
export const OpenaiFileId = z.union([FileId, OutputFileId, ErrorFileId]);
export type OpenaiFileId = z.output<typeof OpenaiFileId>;

/** A file: https://platform.openai.com/docs/api-reference/files/object. */
export const OpenaiFile = z.object({
  id: OpenaiFileId,
  object: z.literal("file"),
  bytes: z.number(),
  created_at: UnixSeconds,
  filename: z.string(),
  purpose: z
    .enum(["batch", "batch_output"])
    .check(z.describe("`batch` for input, `batch_output` for the two files that a batch leaves.")),
  status: z.literal("processed").check(z.describe("A file is checked while it is uploaded.")),
});
export type OpenaiFile = z.output<typeof OpenaiFile>;

/** What deleting a file answers. */
export const DeletedOpenaiFile = z.object({
  id: FileId,
  object: z.literal("file"),
  deleted: z.literal(true),
});

/** A page of a list; the next one comes after `last_id`. */
export function openaiListOf<Item extends z.core.$ZodType>(item: Item) {
  return z.object({
    object: z.literal("list"),
    data: z.array(item),
    first_id: z.nullable(z.string()),
    last_id: z.nullable(z.string()),
    has_more: z.boolean(),
  });
}
