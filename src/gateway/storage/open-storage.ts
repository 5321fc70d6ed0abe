import type { CheckedDial } from "../egress/checked-dial.ts";
import { freeSpaceOf, withFreeSpace } from "./free-space.ts";
import { createLocalStorage } from "./local-storage.ts";
import { openS3Storage } from "./s3/open-s3-storage.ts";
import type { ArtifactStorage } from "./storage.ts";
import type { StorageLocation } from "./storage-location.ts";

export interface StorageOpening {
  /** Bytes of a local disk that are left free. */
  marginBytes: number;
  /** What checks the addresses that a bucket is reached at. */
  dial: CheckedDial;
  /** Told of failures of the work that goes on by itself. */
  onError: (error: unknown) => void;
}

/** Opens the storage of a location; throws `ConfigMistake` when a bucket cannot be used. */
export async function openStorage(
  location: StorageLocation,
  { marginBytes, dial, onError }: StorageOpening,
): Promise<ArtifactStorage> {
  if (location.kind === "s3") return await openS3Storage(location.s3, { dial, onError });
  const storage = await createLocalStorage(location.folder);
  return withFreeSpace(storage, freeSpaceOf(location.folder), marginBytes);
}
