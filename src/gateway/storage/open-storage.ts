import { createLocalStorage } from "./local-storage.ts";
import { openS3Storage } from "./s3/open-s3-storage.ts";
import type { ArtifactStorage } from "./storage.ts";
import type { StorageLocation } from "./storage-location.ts";

/**
 * Opens the storage of a location; throws `ConfigMistake` when a bucket cannot be used. `onError` is told of failures of
 * the work that goes on by itself.
 */
export async function openStorage(
  location: StorageLocation,
  onError: (error: unknown) => void,
): Promise<ArtifactStorage> {
  return location.kind === "local"
    ? await createLocalStorage(location.folder)
    : await openS3Storage(location.s3, { onError });
}
