import type { OrgId } from "#contract/primitives.ts";
import type { Transaction } from "../database/database.ts";
import type { Turns } from "../http/turns.ts";
import type { StoredFile } from "./file-store.ts";
import type { CheckFields } from "./open-multipart.ts";
import { openUpload } from "./open-upload.ts";
import { receiveFile, type ReceiveDependencies } from "./receive-file.ts";
import { type NewFileDependencies, withNewFile } from "./with-new-file.ts";

export interface UploadDependencies extends ReceiveDependencies, NewFileDependencies {
  /** Files that are being received. */
  uploads: Turns;
}

/** A request that brings a file. */
interface FileUpload {
  org_id: OrgId;
  request: Request;
  /** What it is to be called whatever the request says. */
  filename?: string | undefined;
  /** Judges the form's other fields; with it the file is taken from a form alone. */
  checkFields?: CheckFields;
}

/** A good file whose bytes are safe. */
interface ReceivedFile {
  /** Of its bytes, in hexadecimal: the hash of what the request brought. */
  sha256: string;
  /** Writes its row. */
  keep: (tx: Transaction) => Promise<StoredFile>;
}

/**
 * Receives the file of a request and runs `work`, which has it kept in the transaction that answers; it is gone again where
 * none does. Throws what `openUpload` and `receiveFile` throw, and `overloaded`.
 */
export type UploadFile = <Answer>(
  upload: FileUpload,
  work: (received: ReceivedFile) => Promise<Answer>,
) => Promise<Answer>;

/** The bytes are safe before the transaction begins that writes their row. */
export function createFileUpload(dependencies: UploadDependencies): UploadFile {
  return ({ org_id, request, filename, checkFields }, work) => {
    const receive = async () => {
      const opened = await openUpload(request, checkFields);
      const incoming = filename === undefined ? opened : { ...opened, filename };
      return withNewFile(dependencies, org_id, async (place, keep) => {
        const received = await receiveFile(dependencies, place, incoming);
        return work({
          sha256: received.file.sha256,
          async keep(tx) {
            await keep(tx, received);
            return received.file;
          },
        });
      });
    };
    return dependencies.uploads.run(receive, request.signal);
  };
}
