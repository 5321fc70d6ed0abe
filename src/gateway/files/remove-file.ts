import type { FileId } from "#contract/primitives.ts";
import type { Clock } from "../clock.ts";
import type { Database, Transaction } from "../database/database.ts";
import { failPoint } from "../fail-points/fail-point.ts";
import { problem } from "../http/problem.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import { deleteUnowned, noteUnowned } from "../storage/unowned-artifacts.ts";
import { deleteFile, type FileKey, getFileExclusively } from "./file-store.ts";
import { idIndexKey } from "./id-index.ts";

export interface RemoveDependencies {
  clock: Clock;
  database: Database;
  storage: ArtifactStorage;
  /** Whether a batch that has not ended still reads the file. */
  isFileInUse: (tx: Transaction, file_id: FileId) => Promise<boolean>;
}

/** Removes a file, its row first; throws `not_found`, and `conflict` while a batch that has not ended reads it. */
export async function removeFile(dependencies: RemoveDependencies, key: FileKey): Promise<void> {
  const { clock, database, isFileInUse } = dependencies;
  const keys = await database.transaction(async (tx) => {
    const doomed = await getFileExclusively(tx, key);
    if (await isFileInUse(tx, key.file_id)) {
      throw problem(
        "conflict",
        "A batch that has not ended reads this file; delete it when the batch has ended.",
      );
    }
    await deleteFile(tx, key);
    const unowned = [doomed.storage_key, idIndexKey(doomed.storage_key)];
    await noteUnowned(tx, unowned, clock.now());
    return unowned;
  });
  failPoint("after_file_row_deleted");
  await deleteUnowned(dependencies, keys);
}
