import type { files } from "#contract/files.ts";
import type { Handler, Handlers } from "../http/handler.ts";
import { decodeCursor, pageOfRows } from "../http/page-cursor.ts";
import { fileAnswer } from "./file-answer.ts";
import { getFile, listFiles } from "./file-store.ts";
import { type RemoveDependencies, removeFile } from "./remove-file.ts";
import { serveFile, type ServeDependencies } from "./serve-file.ts";
import type { UploadFile } from "./upload-file.ts";

export interface FileHandlerDependencies extends RemoveDependencies, ServeDependencies {
  uploadFile: UploadFile;
}

const FILE_ID = /^file_[0-9a-z]{20}$/;

export function createFileHandlers(dependencies: FileHandlerDependencies): Handlers<typeof files> {
  const { database } = dependencies;
  const upload = createUploadHandler(dependencies);
  return {
    upload,
    uploadManifest: upload,

    async list({ principal: { org_id }, query: { limit, cursor } }) {
      const rows = await listFiles(database, {
        org_id,
        after: decodeCursor(cursor, FILE_ID),
        limit: limit + 1,
      });
      return pageOfRows(rows, limit, (file) => file.id, fileAnswer);
    },

    async get({ principal: { org_id }, params: { id }, revalidate }) {
      const file = await getFile(database, { file_id: id, org_id });
      // A file never changes.
      return revalidate(file.id, async () => fileAnswer(file));
    },

    async content({ principal: { org_id }, params: { id }, request }) {
      return serveFile(dependencies, await getFile(database, { file_id: id, org_id }), request);
    },

    async delete({ principal: { org_id }, params: { id } }) {
      await removeFile(dependencies, { file_id: id, org_id });
      return undefined;
    },
  };
}

function createUploadHandler({
  uploadFile,
}: FileHandlerDependencies): Handler<typeof files.upload> & Handler<typeof files.uploadManifest> {
  return ({ principal: { org_id }, query: { filename }, request, transaction }) =>
    uploadFile({ org_id, request, filename }, ({ keep, sha256 }) =>
      transaction(async (tx) => fileAnswer(await keep(tx)), { payloadHash: sha256 }),
    );
}
