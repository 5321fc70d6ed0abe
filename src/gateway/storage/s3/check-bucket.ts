import { ConfigMistake } from "../../config-mistake.ts";
import { deleteObject } from "./delete-objects.ts";
import { bodyOfText } from "./multipart-upload.ts";
import type { S3Client } from "./s3-client.ts";
import { S3Failure } from "./s3-failure.ts";
import type { S3Location } from "./s3-location.ts";

/** Begins with a dot, as no artifact's key does. */
const PROBE = ".batchrouter-check";

/** Lists, writes and deletes once; throws `ConfigMistake` with a sentence that names the variable to put right. */
export async function checkBucket(client: S3Client): Promise<void> {
  const { location } = client;
  const probe = `${location.prefix}${PROBE}`;
  const steps: [permission: string, run: () => Promise<unknown>][] = [
    [
      "s3:ListBucket",
      () =>
        client.call({
          action: "list the bucket",
          method: "GET",
          key: null,
          query: { "list-type": "2", prefix: probe },
          answerElement: "ListBucketResult",
        }),
    ],
    [
      "s3:PutObject",
      () =>
        client.call({ action: "write a probe", method: "PUT", key: probe, body: bodyOfText("") }),
    ],
    ["s3:DeleteObject", () => deleteObject(client, probe)],
  ];
  for (const [permission, run] of steps) {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof S3Failure)) throw error;
      throw new ConfigMistake(explain(location, error, permission));
    }
  }
}

function explain(location: S3Location, failure: S3Failure, permission: string): string {
  const { bucket, region, endpoint } = location;
  const at = endpoint === null ? `S3 in ${region}` : endpoint.url;
  const server = endpoint?.variable ?? "AWS_REGION";
  if (failure.status === null)
    return `${server}: ${at} gives no answer (${failure.code}); check the address and the network.`;
  if (failure.region !== undefined && failure.region !== region)
    return `AWS_REGION is ${JSON.stringify(region)}, but the bucket ${bucket} is in ${failure.region}.`;
  switch (failure.code) {
    case "NoSuchBucket":
      return `BATCHROUTER_STORAGE: there is no bucket ${bucket} at ${at}; make it, or name another.`;
    case "InvalidAccessKeyId":
      return `AWS_ACCESS_KEY_ID is not known at ${at}.`;
    case "SignatureDoesNotMatch":
      return "AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID.";
    case "InvalidToken":
    case "ExpiredToken":
      return "AWS_SESSION_TOKEN is not valid any more; get new credentials.";
    case "RequestTimeTooSkewed":
      return `The clock of this machine is not right${skewWords(failure)}; S3 takes no request until it is. (BATCHROUTER_STORAGE)`;
    case "AccessDenied":
    case "HTTP 403":
      return `AWS_ACCESS_KEY_ID: this key lacks the permission ${permission} on the bucket ${bucket} that BATCHROUTER_STORAGE names.`;
    default:
      return `${endpoint?.variable ?? "BATCHROUTER_STORAGE"}: ${at} cannot be used with the bucket ${bucket}: it answers ${failure.status} ${failure.code}.`;
  }
}

function skewWords({ serverTime }: S3Failure): string {
  if (serverTime === undefined) return "";
  const minutes = Math.round((Date.now() - serverTime.getTime()) / 60_000);
  return minutes === 0
    ? ""
    : `: it is ${Math.abs(minutes)} min ${minutes > 0 ? "ahead" : "behind"}`;
}
