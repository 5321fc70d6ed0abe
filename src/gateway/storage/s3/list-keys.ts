import type { S3Client } from "./s3-client.ts";
import { elementsOf, textOf } from "./xml.ts";

/** The keys that begin with a prefix, in pages of at most 1,000, in the order of their bytes. */
export async function* listKeys(client: S3Client, prefix: string): AsyncGenerator<string[], void> {
  let token: string | undefined;
  do {
    const { text } = await client.call({
      action: `list ${prefix}`,
      method: "GET",
      key: null,
      query: {
        "list-type": "2",
        prefix,
        ...(token !== undefined && { "continuation-token": token }),
      },
      answerElement: "ListBucketResult",
    });
    yield elementsOf(text, "Contents").flatMap((entry) => textOf(entry, "Key") ?? []);
    token =
      textOf(text, "IsTruncated") === "true" ? textOf(text, "NextContinuationToken") : undefined;
  } while (token !== undefined);
}
