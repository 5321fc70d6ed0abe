import type { RandomBytes } from "#contract/random-bytes.ts";
import type { OrgId } from "#contract/primitives.ts";
import type { Clock } from "../clock.ts";
import type { Database, Transaction } from "../database/database.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import type { Quotas } from "../quotas.ts";
import { deleteUnowned, noteUnowned, ownArtifacts } from "../storage/unowned-artifacts.ts";
import { insertFile } from "./file-store.ts";
import { idIndexKey } from "./id-index.ts";
import { type FilePlace, type NewFile, newFilePlace } from "./new-file.ts";
import { requireStoredBytesRoom } from "./stored-bytes.ts";

export interface NewFileDependencies {
  database: Database;
  storage: ArtifactStorage;
  clock: Clock;
  entropy: RandomBytes;
  quotas: Quotas;
}

/**
 * Runs `work` with a place for the bytes of a new file, which are somebody's at every moment: noted before they are
 * written, the row's once a transaction that called `keep` has committed, and deleted when none has. A crash leaves a note,
 * and what is noted for a day is swept.
 */
export async function withNewFile<Result>(
  { database, storage, clock, entropy, quotas }: NewFileDependencies,
  org_id: OrgId,
  work: (
    place: FilePlace,
    keep: (tx: Transaction, file: NewFile) => Promise<void>,
  ) => Promise<Result>,
): Promise<Result> {
  const place = newFilePlace(org_id, clock.now(), entropy);
  const keys = [place.storage_key, idIndexKey(place.storage_key)];
  await noteUnowned(database, keys, place.created_at);
  let isKept = false;
  try {
    return await work(place, async (tx, { file, index, form_counts }) => {
      await insertFile(tx, file, index, form_counts);
      await requireStoredBytesRoom(tx, org_id, quotas.storedBytes);
      await ownArtifacts(tx, keys);
      tx.afterCommit(() => (isKept = true));
    });
  } finally {
    if (!isKept) await deleteUnowned({ database, storage }, keys);
  }
}
