/** Who signs. */
interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials; null otherwise. */
  readonly sessionToken: string | null;
}

/** Where in which bucket of which server artifacts are kept. */
export interface S3Location {
  readonly bucket: string;
  /** Before every key: empty, or whole segments with a slash at the end. */
  readonly prefix: string;
  readonly region: string;
  /** A server other than AWS's own: its URL without a slash at the end, and the variable that named it. */
  readonly endpoint: { readonly url: string; readonly variable: string } | null;
  readonly credentials: S3Credentials;
  /** Whether clients may be sent to the server itself: it may be one that they cannot reach. */
  readonly hasDirectLinks: boolean;
}

/**
 * The URL of an object, or of the bucket for null. On AWS the bucket stands in the host name, as it asks for, unless it
 * has a dot, which no certificate covers; elsewhere it stands in the path, as every server understands.
 */
export function objectUrl({ bucket, region, endpoint }: S3Location, key: string | null): URL {
  if (endpoint !== null) return new URL(`${endpoint.url}/${bucket}/${key ?? ""}`);
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return bucket.includes(".")
    ? new URL(`https://s3.${region}.${domain}/${bucket}/${key ?? ""}`)
    : new URL(`https://${bucket}.s3.${region}.${domain}/${key ?? ""}`);
}
