import { abortUpload } from "./multipart-upload.ts";
import type { S3Client } from "./s3-client.ts";
import { elementsOf, textOf } from "./xml.ts";

/** No upload takes that long; one of this age is what a killed process left. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** Aborts the multipart uploads below the location's prefix that were begun more than a day ago; tells how many. */
export async function abortAbandonedUploads(client: S3Client, now: Date): Promise<number> {
  const { prefix } = client.location;
  let markers: Record<string, string> | undefined = {};
  let count = 0;
  while (markers !== undefined) {
    const { text } = await client.call({
      action: "list unfinished uploads",
      method: "GET",
      key: null,
      query: { uploads: "", prefix, ...markers },
      answerElement: "ListMultipartUploadsResult",
    });
    for (const upload of elementsOf(text, "Upload")) {
      const [key, id] = [textOf(upload, "Key"), textOf(upload, "UploadId")];
      const begun = Date.parse(textOf(upload, "Initiated") ?? "");
      if (key === undefined || id === undefined) continue;
      if (!(now.getTime() - begun > ABANDONED_AFTER_MS)) continue;
      await abortUpload(client, key, id);
      count += 1;
    }
    markers = nextMarkers(text);
  }
  return count;
}

function nextMarkers(text: string): Record<string, string> | undefined {
  const key = textOf(text, "NextKeyMarker");
  const id = textOf(text, "NextUploadIdMarker");
  if (textOf(text, "IsTruncated") !== "true" || key === undefined) return undefined;
  return { "key-marker": key, ...(id !== undefined && { "upload-id-marker": id }) };
}
