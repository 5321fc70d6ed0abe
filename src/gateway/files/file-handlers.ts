import { files } from "#contract/files.ts";
import type { FileId } from "#contract/primitives.ts";
import type { Transaction } from "../database/database.ts";
import { failPoint } from "../fail-points/fail-point.ts";
import type { Handler, Handlers } from "../http/handler.ts";
import { decodeCursor, pageOfRows } from "../http/page-cursor.ts";
import { downloadBody } from "../http/download-body.ts";
import { problem } from "../http/problem.ts";
import type { Turns } from "../http/turns.ts";
import { ArtifactMissing } from "../storage/artifact-errors.ts";
import { deleteUnowned, noteUnowned } from "../storage/unowned-artifacts.ts";
import { fileAnswer } from "./file-answer.ts";
import { attachmentNamed } from "./file-name.ts";
import { deleteFile, getFile, getFileForDelete, listFiles, type StoredFile } from "./file-store.ts";
import { idIndexKey } from "./id-index.ts";
import { openUpload } from "./open-upload.ts";
import { receiveFile, type ReceiveDependencies } from "./receive-file.ts";
import { type NewFileDependencies, withNewFile } from "./with-new-file.ts";

export interface FileHandlerDependencies extends ReceiveDependencies, NewFileDependencies {
  /** Whether a batch that has not ended still reads the file. */
  isFileInUse: (tx: Transaction, file_id: FileId) => Promise<boolean>;
  /** Files that are being received. */
  uploads: Turns;
  /** Files on their way to clients. */
  downloads: Turns;
}

const FILE_ID = /^file_[0-9a-z]{20}$/;

export function createFileHandlers(dependencies: FileHandlerDependencies): Handlers<typeof files> {
  const { clock, database, isFileInUse } = dependencies;
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

    async content({ principal: { org_id }, params: { id }, request }) {
      const file = await getFile(database, { file_id: id, org_id });
      const headers = {
        "content-type": files.content.answer.contentType,
        "content-length": String(file.size_bytes),
        "content-disposition": attachmentNamed(file.filename),
      };
      const open = () => openBytes(dependencies, file);
      return new Response(await downloadBody(request, dependencies.downloads, open), { headers });
    },

    async delete({ principal: { org_id }, params: { id } }) {
      const keys = await database.transaction(async (tx) => {
        const doomed = await getFileForDelete(tx, { file_id: id, org_id });
        if (await isFileInUse(tx, id)) {
          throw problem(
            "conflict",
            "A batch that has not ended reads this file; delete it when the batch has ended.",
          );
        }
        await deleteFile(tx, { file_id: id, org_id });
        const unowned = [doomed.storage_key, idIndexKey(doomed.storage_key)];
        await noteUnowned(tx, unowned, clock.now());
        return unowned;
      });
      failPoint("after_file_row_deleted");
      await deleteUnowned(dependencies, keys);
      return undefined;
    },
  };
}

/** The bytes are safe before the transaction begins that writes their row. */
function createUploadHandler(
  dependencies: FileHandlerDependencies,
): Handler<typeof files.upload> & Handler<typeof files.uploadManifest> {
  const { uploads } = dependencies;
  return async ({ principal: { org_id }, query, request, signal, transaction }) => {
    const receive = async () => {
      const incoming = await openUpload(request);
      const named =
        query.filename === undefined ? incoming : { ...incoming, filename: query.filename };
      return withNewFile(dependencies, org_id, async (place, keep) => {
        const received = await receiveFile(dependencies, place, named);
        return transaction(
          async (tx) => {
            await keep(tx, received);
            return fileAnswer(received.file);
          },
          { payloadHash: received.file.sha256 },
        );
      });
    };
    return uploads.run(receive, signal);
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
