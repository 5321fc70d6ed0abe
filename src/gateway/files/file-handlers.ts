import { files } from "#contract/files.ts";
import type { FileId } from "#contract/primitives.ts";
import type { Clock } from "../clock.ts";
import type { Database, Transaction } from "../database/database.ts";
import type { Handler, Handlers } from "../http/handler.ts";
import { decodeCursor, pageOfRows } from "../http/page-cursor.ts";
import { problem } from "../http/problem.ts";
import { ArtifactMissing } from "../storage/artifact-errors.ts";
import { fileAnswer } from "./file-answer.ts";
import { attachmentNamed } from "./file-name.ts";
import {
  deleteFile,
  getFile,
  getFileForDelete,
  insertFile,
  listFiles,
  type StoredFile,
} from "./file-store.ts";
import { deleteWithIds } from "./id-index.ts";
import { keepWhenWritten } from "./keep-when-written.ts";
import { openUpload } from "./open-upload.ts";
import { receiveFile, type ReceiveDependencies } from "./receive-file.ts";
import { failPoint } from "../fail-points/fail-point.ts";

export interface FileHandlerDependencies extends ReceiveDependencies {
  database: Database;
  clock: Clock;
  /** Whether a batch that has not ended still reads the file. */
  isFileInUse: (tx: Transaction, file_id: FileId) => Promise<boolean>;
}

const FILE_ID = /^file_[0-9a-z]{20}$/;

export function createFileHandlers(dependencies: FileHandlerDependencies): Handlers<typeof files> {
  const { database, storage, isFileInUse } = dependencies;
  const upload = createUploadHandler(dependencies);
  return {
    upload,
    uploadManifest: upload,

    async list({ principal: { org_id }, query: { limit, cursor } }) {
      const rows = await listFiles(database, {
        org_id,
        before: decodeCursor(cursor, FILE_ID),
        limit: limit + 1,
      });
      return pageOfRows(rows, limit, (file) => file.id, fileAnswer);
    },

    async get({ principal: { org_id }, params: { id }, revalidate }) {
      const file = await getFile(database, { file_id: id, org_id });
      // A file never changes.
      revalidate(file.id);
      return fileAnswer(file);
    },

    async content({ principal: { org_id }, params: { id } }) {
      const file = await getFile(database, { file_id: id, org_id });
      const headers = {
        "content-type": files.content.answer.contentType,
        "content-length": String(file.size_bytes),
        "content-disposition": attachmentNamed(file.filename),
      };
      return new Response(await openBytes(dependencies, file), { headers });
    },

    async delete({ principal: { org_id }, params: { id } }) {
      const file = await database.transaction(async (tx) => {
        const doomed = await getFileForDelete(tx, { file_id: id, org_id });
        if (await isFileInUse(tx, id)) {
          throw problem(
            "conflict",
            "A batch that has not ended reads this file; delete it when the batch has ended.",
          );
        }
        await deleteFile(tx, { file_id: id, org_id });
        return doomed;
      });
      failPoint("after_file_row_deleted");
      await deleteWithIds(storage, file.storage_key);
      return undefined;
    },
  };
}

/**
 * The bytes are safe before the transaction begins, and are removed again when it does not write their row: because it
 * failed, or because the same request had been answered before.
 */
function createUploadHandler(
  dependencies: FileHandlerDependencies,
): Handler<typeof files.upload> & Handler<typeof files.uploadManifest> {
  const { storage, clock } = dependencies;
  return async ({ principal: { org_id }, query, request, transaction }) => {
    const incoming = await openUpload(request);
    const named =
      query.filename === undefined ? incoming : { ...incoming, filename: query.filename };
    const { file, index } = await receiveFile(dependencies, org_id, named, clock.now());
    return keepWhenWritten(
      () => deleteWithIds(storage, file.storage_key),
      (noteWritten) =>
        transaction(
          async (tx) => {
            await insertFile(tx, file, index);
            noteWritten(tx);
            return fileAnswer(file);
          },
          { payloadHash: file.sha256 },
        ),
    );
  };
}

async function openBytes(
  { storage }: FileHandlerDependencies,
  file: StoredFile,
): Promise<ReadableStream<Uint8Array>> {
  try {
    return await storage.open(file.storage_key);
  } catch (error) {
    // The file was deleted between the look at its row and now.
    if (error instanceof ArtifactMissing) throw problem("not_found");
    throw error;
  }
}
