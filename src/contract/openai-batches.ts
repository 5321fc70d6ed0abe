import * as z from "zod/mini";
import { MANIFEST_URLS } from "./manifest/line-format.ts";
import { ErrorFileId, OutputFileId, UnixSeconds } from "./openai-files.ts";
import { BatchId, FileId, Metadata } from "./primitives.ts";

const BatchEndpoint = z.enum(MANIFEST_URLS);

/** The body of creating a batch: https://platform.openai.com/docs/api-reference/batch/create. */
export const CreateOpenaiBatchBody = z.strictObject({
  input_file_id: FileId.check(z.describe("A file of OpenAI Batch lines.")),
  endpoint: BatchEndpoint.check(z.describe("The `url` of every line of the file.")),
  completion_window: z.literal("24h"),
  metadata: z.optional(z.nullable(Metadata)),
});
export type CreateOpenaiBatchBody = z.output<typeof CreateOpenaiBatchBody>;

/** The states of a batch in OpenAI's words. */
const OPENAI_BATCH_STATUSES = [
  "validating",
  "in_progress",
  "finalizing",
  "completed",
  "failed",
  "expired",
  "cancelling",
  "cancelled",
] as const;

const RequestCounts = z.object({
  total: z.number(),
  completed: z.number(),
  failed: z
    .number()
    .check(z.describe("Those that were not done when a batch ended early are not among them.")),
});

const TokenUsage = z.object({
  input_tokens: z.number(),
  input_tokens_details: z
    .object({ cached_tokens: z.number() })
    .check(z.describe("Always 0: the gateway does not tell cached tokens apart.")),
  output_tokens: z.number(),
  output_tokens_details: z
    .object({ reasoning_tokens: z.number() })
    .check(z.describe("Always 0: the gateway does not tell reasoning tokens apart.")),
  total_tokens: z.number(),
});

const BatchErrors = z.object({
  object: z.literal("list"),
  data: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      param: z.nullable(z.string()),
      line: z.nullable(z.number()),
    }),
  ),
});

/** A batch: https://platform.openai.com/docs/api-reference/batch/object. */
export const OpenaiBatch = z.object({
  id: BatchId,
  object: z.literal("batch"),
  endpoint: BatchEndpoint,
  model: z
    .nullable(z.string())
    .check(z.describe("The one model of its lines; null where they ask for several.")),
  errors: z
    .nullable(BatchErrors)
    .check(z.describe("Why the batch failed as a whole; failed lines stand in the error file.")),
  input_file_id: FileId,
  completion_window: z.string(),
  status: z.enum(OPENAI_BATCH_STATUSES),
  output_file_id: z
    .nullable(OutputFileId)
    .check(
      z.describe("The file with the answers; null until the batch has ended, and without any."),
    ),
  error_file_id: z
    .nullable(ErrorFileId)
    .check(
      z.describe("The file with the failures; null until the batch has ended, and without any."),
    ),
  created_at: UnixSeconds,
  in_progress_at: z.nullable(UnixSeconds),
  expires_at: UnixSeconds,
  finalizing_at: z.nullable(UnixSeconds),
  completed_at: z.nullable(UnixSeconds),
  failed_at: z.nullable(UnixSeconds),
  expired_at: z.nullable(UnixSeconds),
  cancelling_at: z.nullable(UnixSeconds),
  cancelled_at: z.nullable(UnixSeconds),
  request_counts: RequestCounts,
  usage: TokenUsage,
  metadata: Metadata,
});
export type OpenaiBatch = z.output<typeof OpenaiBatch>;
