import { type CheckedDial, createOperatorDial } from "../../egress/checked-dial.ts";
import { readLocalStorage } from "../../storage/local-storage.ts";
import { listKeys } from "../../storage/s3/list-keys.ts";
import { S3Client } from "../../storage/s3/s3-client.ts";
import type { S3Location } from "../../storage/s3/s3-location.ts";
import { S3Storage } from "../../storage/s3/s3-storage.ts";
import type { ArtifactStorage } from "../../storage/storage.ts";
import type { StorageLocation } from "../../storage/storage-location.ts";
import { listFilesBelow } from "../backup/copy-files.ts";

/** Artifacts to be looked at: nothing is written, and nothing is cleared away. */
export interface StoredArtifacts extends Pick<ArtifactStorage, "open" | "size"> {
  /** For people. */
  name: string;
  /** Rejects when the storage does not answer. */
  look(): Promise<void>;
  /** Every key, in any order. */
  list(): AsyncIterable<string>;
  end(): void;
}

/** The artifacts of a folder or a bucket; `dial` checks the addresses that a bucket is reached at. */
export function openStoredArtifacts(
  location: StorageLocation,
  dial?: CheckedDial,
): StoredArtifacts {
  return location.kind === "local" ? inFolder(location.folder) : inBucket(location.s3, dial);
}

function inFolder(folder: string): StoredArtifacts {
  const storage = readLocalStorage(folder);
  return {
    name: folder,
    open: (key, range) => storage.open(key, range),
    size: (key) => storage.size(key),
    look: async () => undefined,
    list: () => listFilesBelow(folder),
    end: () => undefined,
  };
}

function inBucket(location: S3Location, dial = createOperatorDial()): StoredArtifacts {
  const client = new S3Client(location, { dial });
  const storage = new S3Storage(client);
  async function* list(): AsyncGenerator<string> {
    for await (const keys of listKeys(client, location.prefix))
      yield* keys.map((key) => key.slice(location.prefix.length));
  }
  return {
    name: `The bucket ${location.bucket}`,
    open: (key, range) => storage.open(key, range),
    size: (key) => storage.size(key),
    async look() {
      await listKeys(client, location.prefix).next();
    },
    list,
    end: () => client.close(),
  };
}
