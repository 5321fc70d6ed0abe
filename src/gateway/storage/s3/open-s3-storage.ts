import { abortAbandonedUploads } from "./abandoned-uploads.ts";
import { checkBucket } from "./check-bucket.ts";
import { S3Client, type S3ClientOptions } from "./s3-client.ts";
import type { S3Location } from "./s3-location.ts";
import { S3Storage } from "./s3-storage.ts";

interface OpenOptions extends S3ClientOptions {
  /** Told when looking for abandoned uploads failed. */
  readonly onError: (error: unknown) => void;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A storage on a bucket that was found to take, list and delete; throws `ConfigMistake` otherwise. What killed processes
 * left of uploads is looked for now and daily, and keeps no process alive.
 */
export async function openS3Storage(
  location: S3Location,
  { onError, ...options }: OpenOptions,
): Promise<S3Storage> {
  const client = new S3Client(location, options);
  await checkBucket(client);
  const sweep = (): void => void abortAbandonedUploads(client, new Date()).catch(onError);
  sweep();
  setInterval(sweep, DAY_MS).unref();
  return new S3Storage(client);
}
