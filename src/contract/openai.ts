import * as z from "zod/mini";
import { defineEndpoint, defineGroup } from "./endpoint.ts";
import { CreateOpenaiBatchBody, OpenaiBatch } from "./openai-batches.ts";
import { OPENAI_BASE_PATH } from "./openai-errors.ts";
import {
  DeletedOpenaiFile,
  OpenaiFile,
  OpenaiFileId,
  openaiListOf,
  UnixSeconds,
} from "./openai-files.ts";
import { BatchId, FileId } from "./primitives.ts";

/** A model: https://platform.openai.com/docs/api-reference/models/object. */
export const OpenaiModel = z.object({
  id: z.string(),
  object: z.literal("model"),
  created: UnixSeconds.check(z.describe("The newest day on which a price of it was read.")),
  owned_by: z.string(),
});
export type OpenaiModel = z.output<typeof OpenaiModel>;

const fileParams = z.object({ file_id: OpenaiFileId });
const batchParams = z.object({ batch_id: BatchId });

const FilesQuery = z.strictObject({
  limit: z
    ._default(z.coerce.number<number>().check(z.int(), z.gte(1), z.lte(10_000)), 10_000)
    .check(z.describe("A page holds 1,000 at most, whatever is asked for.")),
  after: z.optional(FileId).check(z.describe("The `last_id` of the page before.")),
  order: z._default(z.enum(["asc", "desc"]), "desc"),
  purpose: z
    .optional(z.string().check(z.maxLength(64)))
    .check(z.describe("Any other than `batch` lists nothing: outputs are found by their batch.")),
});

const BatchesQuery = z.strictObject({
  limit: z._default(z.coerce.number<number>().check(z.int(), z.gte(1), z.lte(100)), 20),
  after: z.optional(BatchId).check(z.describe("The `last_id` of the page before.")),
});

/** What an unmodified OpenAI client calls, over the same files and batches as the rest of the API. */
export const openai = defineGroup("openai", {
  createFile: defineEndpoint({
    method: "POST",
    path: `${OPENAI_BASE_PATH}/files`,
    summary: "Upload OpenAI Batch lines as the OpenAI client does",
    auth: { kind: "either", permission: "submit" },
    body: { kind: "upload", formFields: { purpose: "batch" } },
    answer: { kind: "json", status: 200, schema: OpenaiFile },
    errors: ["preflight_failed", "quota_exceeded"],
    changes: ["files"],
  }),
  listFiles: defineEndpoint({
    method: "GET",
    path: `${OPENAI_BASE_PATH}/files`,
    summary: "List input files for an OpenAI client",
    auth: { kind: "either", permission: "read" },
    query: FilesQuery,
    answer: { kind: "json", status: 200, schema: openaiListOf(OpenaiFile) },
  }),
  getFile: defineEndpoint({
    method: "GET",
    path: `${OPENAI_BASE_PATH}/files/{file_id}`,
    summary: "Retrieve an input, output or error file's description",
    auth: { kind: "either", permission: "read" },
    params: fileParams,
    answer: { kind: "json", status: 200, schema: OpenaiFile },
  }),
  fileContent: defineEndpoint({
    method: "GET",
    path: `${OPENAI_BASE_PATH}/files/{file_id}/content`,
    summary: "Download an input, output or error file",
    auth: { kind: "either", permission: "read" },
    params: fileParams,
    answer: {
      kind: "bytes",
      status: 200,
      contentType: "application/x-ndjson",
      mayRedirect: true,
    },
  }),
  deleteFile: defineEndpoint({
    method: "DELETE",
    path: `${OPENAI_BASE_PATH}/files/{file_id}`,
    summary: "Delete an input file for an OpenAI client",
    auth: { kind: "either", permission: "submit" },
    params: fileParams,
    answer: { kind: "json", status: 200, schema: DeletedOpenaiFile },
    errors: ["conflict"],
    changes: ["files"],
  }),
  createBatch: defineEndpoint({
    method: "POST",
    path: `${OPENAI_BASE_PATH}/batches`,
    summary: "Create a batch on the cheapest quote, locked and accepted in one go",
    auth: { kind: "either", permission: "submit" },
    body: { kind: "json", schema: CreateOpenaiBatchBody },
    answer: { kind: "json", status: 200, schema: OpenaiBatch },
    errors: [
      "preflight_failed",
      "insufficient_credits",
      "spend_cap_exceeded",
      "quota_exceeded",
      "not_found",
    ],
    changes: ["batches", "accounts", "quotes", "files"],
  }),
  listBatches: defineEndpoint({
    method: "GET",
    path: `${OPENAI_BASE_PATH}/batches`,
    summary: "List batches for an OpenAI client, newest first",
    auth: { kind: "either", permission: "read" },
    query: BatchesQuery,
    answer: { kind: "json", status: 200, schema: openaiListOf(OpenaiBatch) },
  }),
  getBatch: defineEndpoint({
    method: "GET",
    path: `${OPENAI_BASE_PATH}/batches/{batch_id}`,
    summary: "Retrieve a batch in OpenAI's form",
    auth: { kind: "either", permission: "read" },
    params: batchParams,
    answer: { kind: "json", status: 200, schema: OpenaiBatch },
  }),
  cancelBatch: defineEndpoint({
    method: "POST",
    path: `${OPENAI_BASE_PATH}/batches/{batch_id}/cancel`,
    summary: "Cancel a batch in OpenAI's form",
    auth: { kind: "either", permission: "cancel" },
    params: batchParams,
    answer: { kind: "json", status: 200, schema: OpenaiBatch },
    errors: ["batch_terminal"],
    changes: ["batches", "accounts"],
  }),
  listModels: defineEndpoint({
    method: "GET",
    path: `${OPENAI_BASE_PATH}/models`,
    summary: "List models, as clients do to check a key",
    auth: { kind: "either", permission: null },
    answer: {
      kind: "json",
      status: 200,
      schema: z.object({ object: z.literal("list"), data: z.array(OpenaiModel) }),
    },
  }),
  getModel: defineEndpoint({
    method: "GET",
    path: `${OPENAI_BASE_PATH}/models/{model}`,
    summary: "Retrieve a model by its name or an alias",
    auth: { kind: "either", permission: null },
    params: z.object({ model: z.string() }),
    answer: { kind: "json", status: 200, schema: OpenaiModel },
  }),
});
