import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compressedFiles } from "./compressed-files.ts";

let root: string;
let files: string[];
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "compressed-test-"));
  writeFileSync(join(root, "index.html"), '<script type="module" src="/main.js"></script>');
  writeFileSync(join(root, "main.js"), `console.log(${JSON.stringify("long ".repeat(400))});`);
  await build({ root, configFile: false, logLevel: "silent", plugins: [compressedFiles()] });
  files = readdirSync(join(root, "dist"), { recursive: true, encoding: "utf8" });
});
afterAll(() => rmSync(root, { recursive: true }));

test("beside a script of some size stands the same in both forms", () => {
  const script = files.find((name) => name.endsWith(".js")) ?? "";
  const read = (suffix: string): Buffer => readFileSync(join(root, "dist", `${script}${suffix}`));
  expect(brotliDecompressSync(read(".br")).equals(read(""))).toBe(true);
  expect(gunzipSync(read(".gz")).equals(read(""))).toBe(true);
});

test("what fits into one packet is left alone", () => {
  expect(files.filter((name) => name.startsWith("index.html"))).toEqual(["index.html"]);
});
