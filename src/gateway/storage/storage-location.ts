import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigMistake } from "../config-mistake.ts";
import type { S3Location } from "./s3/s3-location.ts";

/** Where artifacts are kept: in a folder, or in a bucket. */
export type StorageLocation =
  | { readonly kind: "local"; readonly folder: string }
  | { readonly kind: "s3"; readonly s3: S3Location };

/** The variables that say where artifacts are kept, as they are set. */
interface StorageVariables {
  readonly BATCHROUTER_STORAGE?: string | undefined;
  readonly BATCHROUTER_DOWNLOADS: "redirect" | "stream";
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined;
  readonly AWS_SESSION_TOKEN?: string | undefined;
  readonly AWS_REGION?: string | undefined;
  readonly AWS_DEFAULT_REGION?: string | undefined;
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
  readonly AWS_ENDPOINT_URL?: string | undefined;
}

const S3_URL =
  /^s3:\/\/(?<bucket>[a-z\d][a-z\d.-]{1,61}[a-z\d])(?:\/(?<prefix>[\w.-]+(?:\/[\w.-]+)*)?\/?)?$/;
/** Servers other than AWS mostly have none; something must be signed. */
const REGION_OF_ENDPOINTS = "us-east-1";

/** Reads where artifacts are kept; throws `ConfigMistake` with a sentence that names the variable and shows no secret. */
export function readStorageLocation(
  variables: StorageVariables,
  dataDirectory: string,
): StorageLocation {
  const storage = variables.BATCHROUTER_STORAGE;
  if (storage === undefined) return { kind: "local", folder: join(dataDirectory, "artifacts") };
  if (/^file:\/\/\/./.test(storage) && URL.canParse(storage))
    return { kind: "local", folder: fileURLToPath(storage) };
  const { bucket, prefix } = S3_URL.exec(storage)?.groups ?? {};
  const segments = prefix?.split("/") ?? [];
  if (bucket === undefined || segments.some((segment) => /^\.+$/.test(segment))) {
    // It is not shown: somebody may have put a key into it.
    throw new ConfigMistake(
      "BATCHROUTER_STORAGE must be s3://bucket, s3://bucket/prefix or file:///folder, without credentials in it.",
    );
  }
  return {
    kind: "s3",
    s3: {
      bucket,
      prefix: segments.map((segment) => `${segment}/`).join(""),
      ...readServer(variables),
      credentials: readCredentials(variables),
      hasDirectLinks: variables.BATCHROUTER_DOWNLOADS === "redirect",
    },
  };
}

function readServer(variables: StorageVariables): Pick<S3Location, "region" | "endpoint"> {
  const variable =
    variables.AWS_ENDPOINT_URL_S3 === undefined ? "AWS_ENDPOINT_URL" : "AWS_ENDPOINT_URL_S3";
  const url = variables[variable];
  const region = variables.AWS_REGION ?? variables.AWS_DEFAULT_REGION;
  if (url === undefined) {
    if (region !== undefined && /^[a-z\d-]+$/.test(region)) return { region, endpoint: null };
    throw new ConfigMistake(
      "AWS_REGION is needed with BATCHROUTER_STORAGE=s3://…, like eu-central-1; for a server other than AWS set AWS_ENDPOINT_URL_S3.",
    );
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isPlain =
    parsed !== undefined &&
    /^https?:$/.test(parsed.protocol) &&
    parsed.username + parsed.password + parsed.search + parsed.hash === "";
  if (!isPlain) {
    throw new ConfigMistake(
      `${variable} must be a URL like http://127.0.0.1:9000, without credentials in it.`,
    );
  }
  const endpoint = { url: parsed.href.replace(/\/+$/, ""), variable };
  return { region: region ?? REGION_OF_ENDPOINTS, endpoint };
}

function readCredentials(variables: StorageVariables): S3Location["credentials"] {
  const accessKeyId = variables.AWS_ACCESS_KEY_ID;
  const secretAccessKey = variables.AWS_SECRET_ACCESS_KEY;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const missing = accessKeyId === undefined ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY";
    throw new ConfigMistake(`${missing} is needed with BATCHROUTER_STORAGE=s3://….`);
  }
  return { accessKeyId, secretAccessKey, sessionToken: variables.AWS_SESSION_TOKEN ?? null };
}
