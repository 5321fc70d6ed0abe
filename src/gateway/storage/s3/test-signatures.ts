import { createHash, createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { TEST_CREDENTIALS } from "#test-servers/s3rver-server.ts";

interface SignedRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * The code with which AWS refuses a request whose signature or checksums do not fit; undefined for a good one. Written from
 * AWS's description of Signature Version 4, without the library that signs: s3rver checks neither.
 */
export function refusalOf({ method, url, headers, body }: SignedRequest): string | undefined {
  const hex = createHash("sha256").update(body).digest("hex");
  const isPresigned = url.searchParams.has("X-Amz-Signature");
  const claimed = String(headers["x-amz-content-sha256"]);
  if (!isPresigned && claimed !== hex) return "XAmzContentSHA256Mismatch";
  const md5 = headers["content-md5"];
  if (md5 !== undefined && md5 !== createHash("md5").update(body).digest("base64"))
    return "BadDigest";

  const parts = isPresigned ? presignedParts(url) : headerParts(headers);
  if (parts === undefined) return "AccessDenied";
  const { credential, signedHeaders, signature, date } = parts;
  const [accessKeyId, day = "", region = "", service = ""] = credential.split("/");
  if (accessKeyId !== TEST_CREDENTIALS.accessKeyId) return "InvalidAccessKeyId";
  const query = [...url.searchParams]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted();
  const canonical = [
    method,
    url.pathname,
    query.join("&"),
    ...signedHeaders.map((name) => `${name}:${String(headers[name]).trim()}`),
    "",
    signedHeaders.join(";"),
    isPresigned ? "UNSIGNED-PAYLOAD" : hex,
  ].join("\n");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = [
    "AWS4-HMAC-SHA256",
    date,
    scope,
    createHash("sha256").update(canonical).digest("hex"),
  ].join("\n");
  let key: string | Buffer = `AWS4${TEST_CREDENTIALS.secretAccessKey}`;
  for (const part of [day, region, service, "aws4_request", toSign])
    key = createHmac("sha256", key).update(part).digest();
  return Buffer.from(key).toString("hex") === signature ? undefined : "SignatureDoesNotMatch";
}

interface SignatureParts {
  credential: string;
  signedHeaders: string[];
  signature: string;
  date: string;
}

function presignedParts({ searchParams }: URL): SignatureParts {
  const value = (name: string): string => searchParams.get(`X-Amz-${name}`) ?? "";
  return {
    credential: value("Credential"),
    signedHeaders: value("SignedHeaders").split(";"),
    signature: value("Signature"),
    date: value("Date"),
  };
}

function headerParts(headers: IncomingHttpHeaders): SignatureParts | undefined {
  const [, credential, signedHeaders, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([\da-f]{64})$/.exec(
      headers.authorization ?? "",
    ) ?? [];
  if (credential === undefined || signedHeaders === undefined || signature === undefined)
    return undefined;
  const date = String(headers["x-amz-date"]);
  return { credential, signedHeaders: signedHeaders.split(";"), signature, date };
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
