import { bodyOfText } from "./multipart-upload.ts";
import { retrying } from "./retry.ts";
import type { S3Client } from "./s3-client.ts";
import { answeredFailure, S3Failure } from "./s3-failure.ts";
import { elementsOf, escapeXml } from "./xml.ts";

/** As many deletions by single requests go on at once. */
const SINGLE_DELETIONS = 8;
/** How servers say that they do not know the request that deletes many. */
const UNKNOWN_STATUSES = new Set([400, 404, 405, 501]);

/** Removes one object; one that is not there is no failure. */
export async function deleteObject(client: S3Client, key: string): Promise<void> {
  try {
    await client.call({ action: `delete ${key}`, method: "DELETE", key });
  } catch (error) {
    if (!(error instanceof S3Failure) || !error.isMissing) throw error;
  }
}

/** Removes objects by the fewest requests that the server offers. */
export class ObjectRemover {
  readonly #client: S3Client;
  #hasMany = true;

  constructor(client: S3Client) {
    this.#client = client;
  }

  /** Removes up to 1,000 objects; those that are not there are no failure. */
  async remove(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    if (this.#hasMany && keys.length > 1) {
      try {
        await deleteMany(this.#client, keys);
        return;
      } catch (error) {
        if (!(error instanceof S3Failure && UNKNOWN_STATUSES.has(error.status ?? 0))) throw error;
        this.#hasMany = false;
      }
    }
    const waiting = [...keys];
    const deleteOn = async (): Promise<void> => {
      for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
        await deleteObject(this.#client, key);
      }
    };
    await Promise.all(Array.from({ length: SINGLE_DELETIONS }, deleteOn));
  }
}

async function deleteMany(client: S3Client, keys: readonly string[]): Promise<void> {
  const objects = keys.map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`).join("");
  const body = bodyOfText(`<Delete><Quiet>true</Quiet>${objects}</Delete>`);
  const action = `delete ${keys.length} objects`;
  const headers = { "content-type": "application/xml" };
  const query = { delete: "" };
  await retrying(client.retries, async () => {
    const {
      status,
      headers: told,
      text,
    } = await client.call({
      action,
      method: "POST",
      key: null,
      query,
      headers,
      body,
      answerElement: "DeleteResult",
    });
    // The answer is a success even when some could not be deleted; deleting the rest again does no harm.
    const [refused] = elementsOf(text, "Error");
    if (refused !== undefined) throw answeredFailure(action, status, told, refused);
  });
}
