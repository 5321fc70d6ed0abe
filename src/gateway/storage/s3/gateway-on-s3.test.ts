import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { contract } from "#contract/index.ts";
import { createTestApp, type TestApp } from "#gateway/test-app.ts";
import { listKeys } from "./list-keys.ts";
import { S3Client } from "./s3-client.ts";
import { S3Storage } from "./s3-storage.ts";
import { type SeenRequest, startTestS3, type TestS3 } from "./test-s3.ts";

let s3: TestS3;
let client: S3Client;
let gateway: TestApp;
let key: string;
beforeAll(async () => {
  s3 = await startTestS3({ prefix: "gateway/" });
  const retries = { attempts: 3, baseMs: 1, maxMs: 2, givenUpAfterMs: 60_000 };
  client = new S3Client(s3.location, { retries });
  gateway = await createTestApp({ storage: new S3Storage(client), storageKind: "s3" });
  const { session_token } = await gateway.registerAndVerify();
  key = (await gateway.createKey(session_token)).api_key;
});
afterAll(async () => {
  await gateway.close();
  client.close();
  await s3.close();
});

const COUNT = 300;
const lines = Array.from({ length: COUNT }, (_, index) =>
  JSON.stringify({
    customer_item_id: `item-${index}`,
    operation: "responses",
    model: "gpt-4o-mini",
    input: { messages: [{ role: "user", content: `What is ${index} + 1?` }] },
  }),
).join("\n");

/** Uploads the lines and submits them; the id of the batch. */
async function submit() {
  const file = await gateway.request(
    contract.files.upload,
    { body: new Blob([lines]) },
    { as: key },
  );
  const quote = await gateway.request(
    contract.quotes.createForModel,
    { body: { models: ["gpt-4o-mini"], input_file_id: file.id } },
    { as: key },
  );
  const { batch } = await gateway.request(
    contract.batches.create,
    { body: { quote_id: quote.quote_id, input_file_id: file.id } },
    { as: key, idempotencyKey: `submit-${randomUUID()}` },
  );
  return batch.id;
}

const get = (id: Awaited<ReturnType<typeof submit>>) =>
  gateway.request(contract.batches.get, { params: { id } }, { as: key });

const idsOf = (text: string): string[] =>
  text
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { custom_id: string }).custom_id); // result lines have one
const ids = Array.from({ length: COUNT }, (_, index) => `item-${index}`);

async function objects(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of listKeys(client, `gateway/${prefix}`)) keys.push(...page);
  return keys;
}

test("a whole batch lives in the bucket: input, units, artifacts, results, and the sweep", async () => {
  const id = await submit();
  await gateway.runJobs();
  expect(await get(id)).toMatchObject({ status: "completed", counts: { completed: COUNT } });
  const { data } = await gateway.request(
    contract.batches.results,
    { params: { id }, query: { limit: 100, from_item: 200 } },
    { as: key },
  );
  expect(data.map((row) => row.customer_item_id)).toEqual(ids.slice(200));
  expect((await objects(`batches/${id}/units/`)).length).toBeGreaterThan(0);
  gateway.advance(24 * 60 * 60 * 1_000);
  await gateway.runJobs();
  expect(await objects(`batches/${id}/`)).toEqual([
    expect.stringMatching(new RegExp(`^gateway/batches/${id}/\\d+-output\\.jsonl$`)),
  ]);
  expect(gateway.failures).toEqual([]);
});

describe("the link to an artifact", () => {
  let id: Awaited<ReturnType<typeof submit>>;
  let url: string;
  beforeAll(async () => {
    id = await submit();
    await gateway.runJobs();
  });
  beforeEach(async () => {
    url = (await get(id)).output_file_url ?? "";
  });

  const follow = async (init: RequestInit = {}): Promise<Response> => {
    const answer = await gateway.fetch(url, init);
    expect(answer.status).toBe(302);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    return await fetch(answer.headers.get("location") ?? "", init);
  };

  test.each([
    ["a program", {}],
    ["curl", { accept: "*/*" }],
    ["Node's fetch", { accept: "*/*", "sec-fetch-mode": "cors" }],
    [
      "a browser that goes there",
      {
        accept: "text/html,*/*;q=0.8",
        "sec-fetch-mode": "navigate",
        "sec-fetch-site": "same-origin",
      },
    ],
  ])(
    "sends %s on to the bucket, which names the file and gives every byte",
    async (_name, headers) => {
      const answer = await follow({ headers: headers as Record<string, string> });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
      expect(answer.headers.get("content-disposition")).toMatch(
        /^attachment; filename="bat_[0-9a-z]{20}-output\.jsonl"$/,
      );
      expect(idsOf(await answer.text())).toEqual(ids);
    },
  );

  test("is followed with the range that was asked for", async () => {
    const answer = await follow({ headers: { range: "bytes=2-9" } });
    expect(answer.status).toBe(206);
    expect(answer.headers.get("content-range")).toMatch(/^bytes 2-9\/\d+$/);
    expect((await answer.text()).length).toBe(8);
    const outside = await gateway.fetch(url, { headers: { range: "bytes=99999999-" } });
    expect(outside.status).toBe(416);
  });

  test("leads to a URL that is good for this object and some minutes alone", async () => {
    const { headers } = await gateway.fetch(url);
    const location = new URL(headers.get("location") ?? "");
    expect(Number(location.searchParams.get("X-Amz-Expires"))).toBe(300);
    const other = new URL(location);
    other.pathname = other.pathname.replace("output", "errors");
    expect((await fetch(other)).status).toBe(403);
    location.searchParams.set("X-Amz-Expires", "604800");
    expect((await fetch(location)).status).toBe(403);
  });

  test.each([
    [
      "a page's script",
      { accept: "*/*", "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin" },
    ],
    ["the console's client, also where browsers name no modes", { accept: "application/x-ndjson" }],
  ])("gives %s the bytes itself, whole and in part", async (_name, headers) => {
    const plain = headers as Record<string, string>;
    const whole = await gateway.fetch(url, { headers: plain });
    expect(whole.status).toBe(200);
    expect(idsOf(await whole.text())).toEqual(ids);
    const part = await gateway.fetch(url, { headers: { ...plain, range: "bytes=2-9" } });
    expect(part.status).toBe(206);
    expect((await part.text()).length).toBe(8);
  });

  test("gives the typed client its bytes", async () => {
    const { searchParams } = new URL(url);
    const blob = await gateway.request(contract.batches.artifact, {
      params: { id, kind: "output" },
      query: {
        expires: Number(searchParams.get("expires")),
        signature: searchParams.get("signature") ?? "",
      },
    });
    expect(idsOf(await blob.text())).toEqual(ids);
  });

  test("answers HEAD itself, without reading from the bucket", async () => {
    s3.seen.length = 0;
    const answer = await gateway.fetch(url, { method: "HEAD" });
    expect(answer.status).toBe(200);
    expect(Number(answer.headers.get("content-length"))).toBeGreaterThan(COUNT);
    expect(s3.seen).toEqual([]);
  });

  test("leads nowhere when it has run out or was changed", async () => {
    const changed = await gateway.fetch(url.replace(/signature=.{4}/, "signature=AAAA"));
    expect(changed.status).toBe(403);
    gateway.advance(9 * 24 * 60 * 60 * 1_000);
    expect((await gateway.fetch(url)).status).toBe(403);
  });

  test("gives everybody the bytes itself where clients may not go to the bucket", async () => {
    const own = new S3Client({ ...s3.location, hasDirectLinks: false });
    const streaming = await createTestApp({
      storage: new S3Storage(own),
      database: gateway.database,
    });
    const answer = await streaming.fetch(url);
    expect(answer.status).toBe(200);
    expect(idsOf(await answer.text())).toEqual(ids);
    await streaming.close();
    own.close();
  });
});

describe("while the bucket does not answer", () => {
  const away = (fits: (request: SeenRequest) => boolean, times: number): void =>
    s3.fail(fits, { kind: "answer", status: 503, code: "SlowDown" }, times);

  test("an upload is told to come again, and nothing of it is kept", async () => {
    const before = await objects("files/");
    away(({ method }) => method === "PUT", 3);
    const answer = await gateway.fetch("/v1/files", {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
      body: lines,
    });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    const { error } = (await answer.json()) as { error: { code: string; message: string } }; // the contract's envelope
    expect(error.code).toBe("overloaded");
    expect(error.message).not.toContain("S3RVER");
    expect(await objects("files/")).toEqual(before);
  });

  test("a batch waits, however often it is tried, and completes with each item once", async () => {
    const id = await submit();
    const tries = 12;
    away(({ method, url }) => method === "GET" && url.pathname.includes("/files/"), 3 * tries);
    for (let count = 0; count < tries; count += 1) {
      await gateway.runJobs();
      gateway.advance(60_000);
    }
    expect((await get(id)).completed_at).toBeNull();
    expect(gateway.failures.length).toBeGreaterThanOrEqual(tries);
    gateway.failures.length = 0;
    await gateway.runJobs();
    expect(await get(id)).toMatchObject({ status: "completed", counts: { completed: COUNT } });
    const output = await gateway.fetch((await get(id)).output_file_url ?? "", {
      headers: { accept: "application/x-ndjson" },
    });
    expect(idsOf(await output.text())).toEqual(ids);
    expect(gateway.failures).toEqual([]);
  });
});
