import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestApp, type TestApp } from "../test-app.ts";
import { createConsoleServer } from "./serve-console.ts";

let folder: string;
let gateway: TestApp;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "console-test-"));
  const root = join(folder, "console");
  mkdirSync(join(root, "assets"), { recursive: true });
  writeFileSync(join(root, "index.html"), "<!doctype html><title>Console</title>");
  writeFileSync(join(root, "assets", "main-abc.js"), "export {};");
  writeFileSync(join(root, "assets", "main-abc.js.br"), brotliCompressSync("export {};"));
  writeFileSync(join(root, "assets", "main-abc.js.gz"), gzipSync("export {};"));
  writeFileSync(join(root, "sample.jsonl"), "{}\n");
  const pages = [
    {
      path: "/batches",
      scripts: ["/theme.js"],
      styles: ["/assets/main.css"],
      modules: ["/assets/main-abc.js", "/assets/batches-1.js"],
    },
    { path: "/batches/:id", scripts: [], styles: [], modules: ["/assets/batch-3.js"] },
    { path: "/docs/:section?", scripts: [], styles: [], modules: ["/assets/docs-4.js"] },
  ];
  writeFileSync(join(root, "page-modules.json"), JSON.stringify(pages));
  writeFileSync(join(folder, "secret.txt"), "secret");
  gateway = await createTestApp({ console: createConsoleServer(root) });
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

const open = (path: string) => gateway.fetch(path, { headers: { accept: "text/html,*/*;q=0.8" } });

test("every address that is not a file's is the console's page, so that its routes can be reloaded", async () => {
  for (const path of ["/", "/batches/bat_1?tab=results", "/verify?token=abc"]) {
    const answer = await open(path);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    expect(await answer.text()).toContain("Console");
  }
});

test.each([
  [
    "/batches?status=completed",
    "</theme.js>; rel=preload; as=script, </assets/main.css>; rel=preload; as=style; crossorigin, </assets/main-abc.js>; rel=modulepreload, </assets/batches-1.js>; rel=modulepreload",
  ],
  ["/batches/bat_1/", "</assets/batch-3.js>; rel=modulepreload"],
  ["/docs", "</assets/docs-4.js>; rel=modulepreload"],
  ["/docs/errors", "</assets/docs-4.js>; rel=modulepreload"],
  ["/batches/bat_1/items", null],
  ["/docs/errors/more", null],
  ["/", null],
])("the page at %s names the modules that it needs: %s", async (path, link) => {
  const answer = await open(path);
  expect(answer.headers.get("link")).toBe(link);
  const headers = { accept: "text/html", "if-none-match": answer.headers.get("etag") ?? "" };
  const again = await gateway.fetch(path, { headers });
  expect([again.status, again.headers.get("link")]).toEqual([304, link]);
});

test("a page runs its own scripts and styles and nothing written into it, and is not framed", async () => {
  const policy = (await open("/")).headers.get("content-security-policy") ?? "";
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("style-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
});

test("assets are kept forever, other files are asked for again", async () => {
  const asset = await gateway.fetch("/assets/main-abc.js");
  expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(asset.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(await asset.text()).toBe("export {};");
  const sample = await gateway.fetch("/sample.jsonl");
  expect(sample.headers.get("content-type")).toBe("application/x-ndjson");
  const etag = sample.headers.get("etag") ?? "";
  expect(
    (await gateway.fetch("/sample.jsonl", { headers: { "if-none-match": etag } })).status,
  ).toBe(304);
});

test.each([
  ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
  ["gzip", "gzip", gunzipSync],
  ["br;q=0, GZIP;q=0.5", "gzip", gunzipSync],
  ["", null, (body: Uint8Array) => Buffer.from(body)],
  ["identity", null, (body: Uint8Array) => Buffer.from(body)],
])("who accepts %j is sent %s, of the file's own type", async (accepted, encoding, decode) => {
  const answer = await gateway.fetch("/assets/main-abc.js", {
    headers: { "accept-encoding": accepted },
  });
  expect(answer.headers.get("content-encoding")).toBe(encoding);
  expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(answer.headers.get("vary")).toContain("accept-encoding");
  const body = new Uint8Array(await answer.arrayBuffer());
  expect(answer.headers.get("content-length")).toBe(String(body.length));
  expect(decode(body).toString()).toBe("export {};");
});

test("each form of a file has a tag of its own", async () => {
  const tags = await Promise.all(
    ["br", "gzip", "identity"].map(async (accepted) => {
      const headers = { "accept-encoding": accepted };
      return (await gateway.fetch("/assets/main-abc.js", { headers })).headers.get("etag");
    }),
  );
  expect(new Set(tags).size).toBe(3);
});

test("a script that is not there is 404, never the page", async () => {
  expect((await gateway.fetch("/assets/main-old.js")).status).toBe(404);
});

test("what is missing below /v1 and /local is never the page", async () => {
  for (const path of ["/v1/nothing", "/local/nothing", "/v1"])
    expect((await open(path)).status).toBe(404);
});

describe("nothing outside the folder is served", () => {
  test.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/%00",
    "/%ff",
  ])("%s", async (path) => {
    const answer = await gateway.fetch(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('"secret"');
  });
});

test("a console that was not built says so in a sentence", async () => {
  const unbuilt = await createTestApp({
    database: gateway.database,
    console: createConsoleServer(join(folder, "missing")),
  });
  const answer = await unbuilt.fetch("/", { headers: { accept: "text/html" } });
  expect(answer.status).toBe(503);
  expect(await answer.text()).toMatch(/^The console is not built yet: run `npm run build`/);
  await unbuilt.close();
});
