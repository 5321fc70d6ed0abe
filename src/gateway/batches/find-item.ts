import type { BatchId } from "#contract/primitives.ts";
import type { Database } from "#gateway/database/database.ts";
import { findStorageKey } from "#gateway/files/file-store.ts";
import { findPlaces, idIndexKey } from "#gateway/files/id-index.ts";
import { ArtifactMissing } from "#gateway/storage/artifact-errors.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { findAnyBatch } from "./store.ts";

/** The name of the index of a batch's ids, which it has once it has ended, unless it is small. */
export function idsName(batch_id: BatchId): string {
  return `batches/${batch_id}/ids`;
}

/**
 * The places in the input of the items that may have this id; undefined when the batch has no index and its lines must
 * be read one by one.
 */
export async function findItemPlaces(
  { database, storage }: { database: Database; storage: ArtifactStorage },
  batch_id: BatchId,
  custom_id: string,
): Promise<number[] | undefined> {
  const ofBatch = await placesIn(storage, idsName(batch_id), custom_id);
  if (ofBatch !== undefined) return ofBatch;
  const batch = await findAnyBatch(database, batch_id);
  if (batch === undefined) return undefined;
  const storage_key = await findStorageKey(database, batch.input_file_id);
  if (storage_key === undefined) return undefined;
  return placesIn(storage, idIndexKey(storage_key), custom_id);
}

async function placesIn(
  storage: ArtifactStorage,
  index_key: string,
  custom_id: string,
): Promise<number[] | undefined> {
  try {
    return await findPlaces(storage, index_key, custom_id);
  } catch (error) {
    if (error instanceof ArtifactMissing) return undefined;
    throw error;
  }
}
