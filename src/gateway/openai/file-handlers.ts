import type { ArtifactKind } from "#contract/batches.ts";
import type { openai } from "#contract/openai.ts";
import type { OpenaiFileId } from "#contract/openai-files.ts";
import type { OrgId } from "#contract/primitives.ts";
import { type BatchArtifact, findArtifact } from "#gateway/batches/artifact-store.ts";
import { type BatchRow, findBatch } from "#gateway/batches/store.ts";
import type { Database } from "#gateway/database/database.ts";
import { type FileKey, getFile, listFiles, type StoredFile } from "#gateway/files/file-store.ts";
import type { UploadFile } from "#gateway/files/upload-file.ts";
import type { Handlers } from "#gateway/http/handler.ts";
import { problem } from "#gateway/http/problem.ts";
import { namedFile } from "./file-ids.ts";
import { artifactObject, fileObject } from "./file-object.ts";
import { listObject } from "./list-object.ts";

export interface OpenaiFileDependencies {
  database: Database;
  uploadFile: UploadFile;
  removeFile: (key: FileKey) => Promise<void>;
  serveFile: (file: StoredFile, request: Request) => Promise<Response>;
  serveArtifact: (artifact: BatchArtifact, request: Request) => Promise<Response>;
}

type FileHandlers = Pick<
  Handlers<typeof openai>,
  "createFile" | "listFiles" | "getFile" | "fileContent" | "deleteFile"
>;

/** Files that a page holds at most. */
const MOST_LISTED = 1_000;

/** Answers the files of OpenAI clients: those that were uploaded, and by ids of their own the artifacts of batches. */
export function createOpenaiFileHandlers(dependencies: OpenaiFileDependencies): FileHandlers {
  const { database, removeFile, serveArtifact, serveFile, uploadFile } = dependencies;
  return {
    createFile: ({ principal: { org_id }, request, transaction }) =>
      uploadFile({ org_id, request, checkFields: requireBatchPurpose }, ({ keep, sha256 }) =>
        transaction(async (tx) => fileObject(await keep(tx)), { payloadHash: sha256 }),
      ),

    async listFiles({ principal: { org_id }, query }) {
      if (query.purpose !== undefined && query.purpose !== PURPOSE) return listObject([], 0);
      const limit = Math.min(query.limit, MOST_LISTED);
      const after = query.after ?? null;
      const rows = await listFiles(database, {
        org_id,
        after,
        limit: limit + 1,
        order: query.order,
      });
      return listObject(rows.map(fileObject), limit);
    },

    async getFile({ principal: { org_id }, params: { file_id } }) {
      const found = await findNamed(database, org_id, file_id);
      return found.kind === "input"
        ? fileObject(found.file)
        : artifactObject(found.batch, found.kind, found.artifact);
    },

    async fileContent({ principal: { org_id }, params: { file_id }, request }) {
      const found = await findNamed(database, org_id, file_id);
      return found.kind === "input"
        ? serveFile(found.file, request)
        : serveArtifact(found.artifact, request);
    },

    async deleteFile({ principal: { org_id }, params }) {
      const named = namedFile(params.file_id);
      if (named.kind !== "input") {
        throw problem(
          "invalid_request",
          "The output and the error file of a batch are kept with it; only input files can be deleted.",
        );
      }
      const { file_id } = named;
      await removeFile({ file_id, org_id });
      return { id: file_id, object: "file", deleted: true };
    },
  };
}

const PURPOSE = "batch";

/** Throws `invalid_request` for every field beside the file but the purpose that batches have. */
function requireBatchPurpose(fields: ReadonlyMap<string, string>): void {
  const issues = [...fields.keys()]
    .filter((name) => name !== "purpose")
    .map((name) => ({ path: `body.${name}`, message: unknownField(name) }));
  const purpose = fields.get("purpose");
  if (purpose === undefined) issues.unshift({ path: "body.purpose", message: MISSING });
  else if (purpose !== PURPOSE) {
    const message = `Files are taken for batches alone: expected ${JSON.stringify(PURPOSE)}, not ${JSON.stringify(purpose.slice(0, 64))}.`;
    issues.unshift({ path: "body.purpose", message });
  }
  const [first] = issues;
  if (first !== undefined)
    throw problem("invalid_request", `${first.path}: ${first.message}`, { issues });
}

const MISSING = `This field is missing; expected ${JSON.stringify(PURPOSE)}.`;

function unknownField(name: string): string {
  const field = `There is no field ${JSON.stringify(name.slice(0, 64))}.`;
  return name.startsWith("expires_after")
    ? `${field} Files are kept until they are deleted.`
    : field;
}

type FoundFile =
  | { kind: "input"; file: StoredFile }
  | { kind: ArtifactKind; batch: BatchRow; artifact: BatchArtifact };

/** What an id names of what the org has; throws `not_found`, for an artifact that is not there yet as well. */
async function findNamed(database: Database, org_id: OrgId, id: OpenaiFileId): Promise<FoundFile> {
  const named = namedFile(id);
  if (named.kind === "input") {
    const { file_id } = named;
    return { kind: "input", file: await getFile(database, { file_id, org_id }) };
  }
  const { batch_id, kind } = named;
  const batch = await findBatch(database, org_id, batch_id);
  const artifact = batch === undefined ? undefined : findArtifact(batch, kind);
  if (batch === undefined || artifact === undefined)
    throw problem("not_found", `There is no file ${id}.`);
  return { kind, batch, artifact };
}
