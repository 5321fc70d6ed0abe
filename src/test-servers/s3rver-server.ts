import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import S3rver from "s3rver";

/** The one key that s3rver knows. */
export const TEST_CREDENTIALS = {
  accessKeyId: "S3RVER",
  secretAccessKey: "S3RVER",
  sessionToken: null,
};
export const TEST_BUCKET = "artifacts";

export interface RunningS3rver {
  port: number;
  /** Where it keeps the bucket's objects, as files whose names end in `._S3rver_object`. */
  bucketFolder: string;
  /** Where it keeps the parts of an upload. */
  uploadFolder(uploadId: string): string;
  /** Keys in order: its own lists of more than 1,000 fail, since they use a cipher that Node has no more. */
  list(
    prefix: string,
    startAfter: string,
    maxKeys: number,
  ): Promise<{ keys: string[]; isTruncated: boolean }>;
  close(): Promise<void>;
}

/** A real S3-compatible server in this process, on a port and a folder of its own. */
export async function startS3rver(): Promise<RunningS3rver> {
  const folder = await mkdtemp(join(tmpdir(), "s3rver-"));
  const server = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory: join(folder, "store"),
    configureBuckets: [{ name: TEST_BUCKET }],
  });
  const drafts = join(folder, "drafts");
  await mkdir(drafts);
  // It would complain about requests that end after it is closed.
  server.logger.silent = true;
  keepWhole(server.store, drafts);
  const { port } = await server.run();
  return {
    port,
    bucketFolder: join(folder, "store", TEST_BUCKET),
    uploadFolder: (id) => join(server.store.getResourcePath(TEST_BUCKET, undefined, "uploads"), id),
    async list(prefix, startAfter, maxKeys) {
      const options = { prefix, startAfter, maxKeys };
      const { objects, isTruncated } = await server.store.listObjects(TEST_BUCKET, options);
      return { keys: objects.map(({ key }) => key), isTruncated };
    },
    async close() {
      server.httpServer.closeAllConnections();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * s3rver 3.7.1 answers before the bytes are in the file, writes over the file that others read, and fails when two deletions
 * find the same folder empty. S3 does none of that, so these three calls are replaced.
 */
function keepWhole(store: S3rver["store"], drafts: string): void {
  async function write(
    content: Readable | Buffer,
    path: string,
  ): Promise<{ size: number; md5: string }> {
    const hash = createHash("md5");
    const draft = join(drafts, randomUUID());
    let size = 0;
    async function* counted(): AsyncGenerator<Buffer> {
      for await (const chunk of Buffer.isBuffer(content) ? Readable.from([content]) : content) {
        const bytes = chunk as Buffer; // a request and a file are read without an encoding
        hash.update(bytes);
        size += bytes.byteLength;
        yield bytes;
      }
    }
    await pipeline(counted, createWriteStream(draft));
    await mkdir(dirname(path), { recursive: true });
    await rename(draft, path);
    return { size, md5: hash.digest("hex") };
  }
  store.deleteObject = async (bucket, key) => {
    for (const resource of ["object", "object.md5", "metadata.json"])
      await rm(store.getResourcePath(bucket, key, resource), { force: true });
  };
  store.putObject = async ({ bucket, key, content, metadata }) => {
    const written = await write(content, store.getResourcePath(bucket, key, "object"));
    await store.putMetadata(bucket, key, metadata, written.md5);
    return written;
  };
  store.putPart = async (bucket, uploadId, partNumber, content) => {
    const path = join(store.getResourcePath(bucket, undefined, "uploads"), uploadId, partNumber);
    const written = await write(content, path);
    await writeFile(`${path}.md5`, written.md5);
    return written;
  };
}
