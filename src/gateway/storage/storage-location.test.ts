import { describe, expect, test } from "vitest";
import { ConfigMistake, readConfig } from "../config.ts";
import { objectUrl } from "./s3/s3-location.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "hunter2" };
const AWS = { ...KEYS, BATCHROUTER_STORAGE: "s3://bucket", AWS_REGION: "eu-central-1" };

function urlOf(variables: Record<string, string>, key: string | null): string {
  const { storage } = readConfig(variables);
  return storage.kind === "s3" ? objectUrl(storage.s3, key).href : storage.folder;
}

test("nothing set is a folder below the data, and file:// any folder", () => {
  expect(readConfig({ BATCHROUTER_DATA_DIR: "/srv/data" }).storage).toEqual({
    kind: "local",
    folder: "/srv/data/artifacts",
  });
  expect(readConfig({ BATCHROUTER_STORAGE: "file:///srv/my%20artifacts" }).storage).toEqual({
    kind: "local",
    folder: "/srv/my artifacts",
  });
});

test("a bucket on AWS is addressed by its name, one with a dot by its path, each in its region", () => {
  expect(urlOf(AWS, "a/b")).toBe("https://bucket.s3.eu-central-1.amazonaws.com/a/b");
  expect(urlOf(AWS, null)).toBe("https://bucket.s3.eu-central-1.amazonaws.com/");
  const dotted = { ...AWS, BATCHROUTER_STORAGE: "s3://my.bucket" };
  expect(urlOf(dotted, "a")).toBe("https://s3.eu-central-1.amazonaws.com/my.bucket/a");
  const china = { ...AWS, AWS_REGION: "cn-north-1" };
  expect(urlOf(china, "a")).toBe("https://bucket.s3.cn-north-1.amazonaws.com.cn/a");
});

test("a server of one's own is addressed by path, and the variable of S3 alone goes first", () => {
  const own = {
    ...AWS,
    AWS_ENDPOINT_URL: "http://other:1",
    AWS_ENDPOINT_URL_S3: "http://minio:9000/",
  };
  expect(urlOf(own, "a")).toBe("http://minio:9000/bucket/a");
  const { AWS_REGION: _, ...withoutRegion } = {
    ...AWS,
    AWS_ENDPOINT_URL: "https://s3.example.com",
  };
  expect(urlOf(withoutRegion, "a")).toBe("https://s3.example.com/bucket/a");
});

test("a prefix stands before every key, and credentials may be temporary", () => {
  const { storage } = readConfig({
    ...AWS,
    BATCHROUTER_STORAGE: "s3://bucket/teams/blue/",
    AWS_SESSION_TOKEN: "token",
  });
  expect(storage).toMatchObject({
    s3: { prefix: "teams/blue/", credentials: { sessionToken: "token" }, hasDirectLinks: true },
  });
  expect(readConfig({ ...AWS, BATCHROUTER_DOWNLOADS: "stream" }).storage).toMatchObject({
    s3: { prefix: "", hasDirectLinks: false },
  });
});

describe("a mistake names the variable, and shows no secret", () => {
  test.each([
    [{ ...AWS, BATCHROUTER_STORAGE: "gs://bucket" }, "BATCHROUTER_STORAGE must be s3://bucket"],
    [{ ...AWS, BATCHROUTER_STORAGE: "s3://AKIA:hunter2@bucket" }, "without credentials in it"],
    [{ ...AWS, BATCHROUTER_STORAGE: "s3://bucket/../other" }, "BATCHROUTER_STORAGE must be"],
    [{ ...AWS, BATCHROUTER_STORAGE: "s3://Bucket_X" }, "BATCHROUTER_STORAGE must be"],
    [{ ...AWS, AWS_REGION: "" }, "AWS_REGION is needed"],
    [{ ...AWS, AWS_ACCESS_KEY_ID: "" }, "AWS_ACCESS_KEY_ID is needed"],
    [{ ...AWS, AWS_SECRET_ACCESS_KEY: "" }, "AWS_SECRET_ACCESS_KEY is needed"],
    [{ ...AWS, AWS_ENDPOINT_URL: "minio:9000" }, "AWS_ENDPOINT_URL must be a URL"],
    [{ ...AWS, AWS_ENDPOINT_URL_S3: "http://AKIA:hunter2@minio" }, "AWS_ENDPOINT_URL_S3 must be"],
    [{ ...AWS, BATCHROUTER_DOWNLOADS: "both" }, "BATCHROUTER_DOWNLOADS must be one of"],
  ])("%o", (variables, sentence) => {
    const read = (): unknown => readConfig(variables);
    expect(read).toThrow(ConfigMistake);
    expect(read).toThrow(sentence);
    expect(read).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
    );
  });
});
