import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { ArtifactKeyInvalid } from "./artifact-errors.ts";
import { createLocalStorage } from "./local-storage.ts";
import type { ArtifactStorage } from "./storage.ts";
import { chunks, describeStorage } from "./storage-conformance.ts";

let parent: string;
let root: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "batchrouter-"));
  root = join(parent, "artifacts");
});
afterEach(() => rmSync(parent, { recursive: true }));

const drafts = () => readdirSync(join(root, ".drafts"));

describeStorage(async () => ({
  storage: await createLocalStorage(root),
  leftovers: drafts,
  close: () => undefined,
}));

describe("in a folder", () => {
  let storage: ArtifactStorage;
  beforeEach(async () => {
    storage = await createLocalStorage(root);
  });

  test("a file that became shorter meanwhile is an error, not an early end", async () => {
    await storage.write("digits", chunks("0123456789"));
    const opened = await storage.open("digits");
    writeFileSync(join(root, "digits"), "012");
    await expect(new Response(opened).text()).rejects.toThrow();
  });

  test("an absolute path is no key, and what stands outside stays", async () => {
    const outside = join(parent, "outside");
    writeFileSync(outside, "secret");
    for (const key of [outside, "../outside"]) {
      await expect(storage.open(key)).rejects.toBeInstanceOf(ArtifactKeyInvalid);
      await expect(storage.delete(key)).rejects.toBeInstanceOf(ArtifactKeyInvalid);
      await expect(storage.deletePrefix(key)).rejects.toBeInstanceOf(ArtifactKeyInvalid);
    }
    expect(existsSync(outside)).toBe(true);
  });

  test("drafts that a crash left are removed at the next start, those of today are not", async () => {
    const old = join(root, ".drafts", "old");
    writeFileSync(old, "x");
    writeFileSync(join(root, ".drafts", "fresh"), "x");
    const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
    utimesSync(old, twoDaysAgo, twoDaysAgo);
    await createLocalStorage(root);
    expect(drafts()).toEqual(["fresh"]);
  });
});
