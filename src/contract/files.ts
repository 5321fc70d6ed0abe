import * as z from "zod/mini";
import { Operation } from "./catalog.ts";
import { defineEndpoint, defineGroup } from "./endpoint.ts";
import { MANIFEST_FORMATS } from "./manifest/line-format.ts";
import { FileId, pageOf, PageQuery, Timestamp } from "./primitives.ts";

export const InputFile = z.object({
  id: FileId,
  /** The same as `id`. */
  file_id: FileId,
  object: z.literal("file"),
  filename: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  line_count: z.number(),
  format: z.enum(MANIFEST_FORMATS),
  /** What the lines ask for, by operation and acceptable models. */
  groups: z.array(
    z.object({
      operation: Operation,
      models: z.array(z.string()),
      items: z.number(),
      input_tokens: z.number(),
      max_output_tokens: z.number(),
      items_without_max_output_tokens: z.number(),
    }),
  ),
  created_at: Timestamp,
});
export type InputFile = z.output<typeof InputFile>;

const params = z.object({ id: FileId });

const upload = {
  method: "POST",
  auth: { kind: "either", permission: "submit" },
  query: z.strictObject({ filename: z.optional(z.string().check(z.maxLength(255))) }),
  body: { kind: "upload" },
  answer: { kind: "json", status: 201, schema: InputFile },
  errors: ["preflight_failed", "quota_exceeded"],
  changes: ["files"],
} as const;

export const files = defineGroup("files", {
  upload: defineEndpoint({
    ...upload,
    path: "/v1/files",
    summary: "Upload a JSONL file of input lines",
  }),
  uploadManifest: defineEndpoint({
    ...upload,
    path: "/v1/batches/input-manifests",
    summary: "Upload an input manifest: another name of POST /v1/files",
  }),
  list: defineEndpoint({
    method: "GET",
    path: "/v1/files",
    summary: "List uploaded files, newest first",
    auth: { kind: "either", permission: "read" },
    query: PageQuery,
    answer: { kind: "json", status: 200, schema: pageOf(InputFile) },
    cached: true,
  }),
  get: defineEndpoint({
    method: "GET",
    path: "/v1/files/{id}",
    summary: "Get a file's description",
    auth: { kind: "either", permission: "read" },
    params,
    answer: { kind: "json", status: 200, schema: InputFile },
    cached: true,
  }),
  content: defineEndpoint({
    method: "GET",
    path: "/v1/files/{id}/content",
    summary: "Get a file's bytes as they came",
    auth: { kind: "either", permission: "read" },
    params,
    answer: { kind: "bytes", status: 200, contentType: "application/x-ndjson" },
  }),
  delete: defineEndpoint({
    method: "DELETE",
    path: "/v1/files/{id}",
    summary: "Delete a file that no running batch reads",
    auth: { kind: "either", permission: "submit" },
    params,
    answer: { kind: "none", status: 204 },
    errors: ["conflict"],
    changes: ["files"],
  }),
});
