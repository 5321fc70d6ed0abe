import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ArtifactKeyInvalid, ArtifactMissing } from "./artifact-errors.ts";
import { readRange } from "./read-range.ts";
import type { ArtifactStorage, ByteRange } from "./storage.ts";

/** A storage to be tried. */
export interface TriedStorage {
  storage: ArtifactStorage;
  /** What unfinished writes have left behind. */
  leftovers(): Promise<string[]> | string[];
  close(): Promise<void> | void;
}

/** A source of texts. */
export async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

/** A promise and the function that resolves it. */
function gate() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((open) => {
    resolve = open;
  });
  return { promise, resolve };
}

/** Says of a storage what `ArtifactStorage` promises of every one. */
export function describeStorage(open: () => Promise<TriedStorage>): void {
  let tried: TriedStorage;
  let storage: ArtifactStorage;
  beforeEach(async () => {
    tried = await open();
    storage = tried.storage;
  });
  afterEach(() => tried.close());

  async function read(key: string, range?: ByteRange): Promise<string> {
    return await new Response(await storage.open(key, range)).text();
  }

  describe("writing", () => {
    test("stores the bytes as they came and tells their number and hash", async () => {
      const written = await storage.write("batches/bat_1/output.jsonl", chunks("h\0é", "", "llo"));
      const bytes = Buffer.from("h\0éllo");
      expect(written).toEqual({
        bytes: bytes.byteLength,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      });
      expect(await read("batches/bat_1/output.jsonl")).toBe("h\0éllo");
      expect(await storage.size("batches/bat_1/output.jsonl")).toBe(bytes.byteLength);
      expect(await tried.leftovers()).toEqual([]);
    });

    test("of nothing gives an artifact of no bytes", async () => {
      expect(await storage.write("empty", chunks())).toMatchObject({ bytes: 0 });
      expect(await read("empty")).toBe("");
      expect(await read("empty", { start: 0, end: 0 })).toBe("");
      expect(await storage.size("empty")).toBe(0);
    });

    test("keeps the order of chunks of all sizes around the size that is written at once", async () => {
      const parts = [1, 262_143, 1, 262_144, 262_145, 3, 700_000].map((length, index) =>
        String.fromCodePoint(97 + index).repeat(length),
      );
      const text = parts.join("");
      const written = await storage.write("large", chunks(...parts));
      expect(written).toEqual({
        bytes: text.length,
        sha256: createHash("sha256").update(text).digest("hex"),
      });
      expect((await read("large")) === text).toBe(true);
    });

    test("that fails half way leaves neither the artifact nor a draft", async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(1_000_000);
        throw new Error("connection lost");
      }
      await expect(storage.write("half", broken())).rejects.toThrow("connection lost");
      await expect(storage.size("half")).rejects.toBeInstanceOf(ArtifactMissing);
      expect(await tried.leftovers()).toEqual([]);
    });

    test("over an artifact is seen by readers whole or not at all", async () => {
      await storage.write("key", chunks("old"));
      const halfWay = gate();
      const goOn = gate();
      async function* source(): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(1_000_000, "n");
        halfWay.resolve();
        await goOn.promise;
        yield Buffer.from("!");
      }
      const writing = storage.write("key", source());
      await halfWay.promise;
      expect(await read("key")).toBe("old");
      const opened = await storage.open("key");
      goOn.resolve();
      await writing;
      expect(await new Response(opened).text()).toBe("old");
      expect(await storage.size("key")).toBe(1_000_001);
    });

    test("under one key by two writers leaves the whole of one of them", async () => {
      const texts = ["a".repeat(300_000), "b".repeat(500_000)];
      await Promise.all(texts.map((text) => storage.write("key", chunks(text))));
      expect(texts).toContain(await read("key"));
    });
  });

  describe("reading", () => {
    beforeEach(() => storage.write("digits", chunks("0123456789")));

    test("a range gives the bytes from start up to, without, end", async () => {
      expect(await read("digits", { start: 2, end: 5 })).toBe("234");
      expect(await read("digits", { start: 0, end: 1 })).toBe("0");
      expect(await read("digits", { start: 0, end: 10 })).toBe("0123456789");
      expect(await read("digits", { start: 10, end: 10 })).toBe("");
    });

    test("a range outside the artifact is refused rather than cut short", async () => {
      for (const range of [
        { start: 0, end: 11 },
        { start: -1, end: 2 },
        { start: 5, end: 4 },
        { start: 10, end: 12 },
        { start: 11, end: 11 },
        { start: Number.NaN, end: 4 },
        { start: 1, end: Number.NaN },
      ]) {
        await expect(storage.open("digits", range)).rejects.toBeInstanceOf(RangeError);
      }
    });

    test("can be given up before the end and before the start", async () => {
      const unread = await storage.open("digits");
      await unread.cancel();
      for await (const chunk of await storage.open("digits")) {
        expect(chunk.byteLength).toBeGreaterThan(0);
        break;
      }
      await storage.delete("digits");
      await expect(storage.open("digits")).rejects.toBeInstanceOf(ArtifactMissing);
    });

    test("readRange gives the bytes at once, within a bound", async () => {
      const range = { start: 1, end: 4 };
      expect((await readRange(storage, "digits", range, 3)).toString()).toBe("123");
      await expect(readRange(storage, "digits", range, 2)).rejects.toBeInstanceOf(RangeError);
      await expect(readRange(storage, "none", range, 3)).rejects.toBeInstanceOf(ArtifactMissing);
    });
  });

  test("what is not there is ArtifactMissing, a folder and a key below an artifact included", async () => {
    await storage.write("a/b", chunks("x"));
    for (const key of ["none", "a", "a/b/c", "a/none"]) {
      await expect(storage.open(key)).rejects.toBeInstanceOf(ArtifactMissing);
      await expect(storage.open(key, { start: 0, end: 1 })).rejects.toBeInstanceOf(ArtifactMissing);
      await expect(storage.size(key)).rejects.toBeInstanceOf(ArtifactMissing);
    }
  });

  describe("deleting", () => {
    test("an artifact removes it and no other, and is harmless when it is not there", async () => {
      await storage.write("a/b", chunks("x"));
      await storage.write("a/c", chunks("x"));
      await storage.delete("a/b");
      await storage.delete("a/b");
      await storage.delete("a");
      await expect(storage.size("a/b")).rejects.toBeInstanceOf(ArtifactMissing);
      expect(await storage.size("a/c")).toBe(1);
    });

    test("a prefix removes all below it, and nothing whose name merely begins alike", async () => {
      await storage.write("bat_1/units/1", chunks("x"));
      await storage.write("bat_1/output", chunks("x"));
      await storage.write("bat_10/output", chunks("x"));
      await storage.write("single", chunks("x"));
      await storage.deletePrefix("bat_1/");
      await storage.deletePrefix("bat_1");
      await storage.deletePrefix("single");
      await expect(storage.size("bat_1/output")).rejects.toBeInstanceOf(ArtifactMissing);
      await expect(storage.size("bat_1/units/1")).rejects.toBeInstanceOf(ArtifactMissing);
      await expect(storage.size("single")).rejects.toBeInstanceOf(ArtifactMissing);
      expect(await storage.size("bat_10/output")).toBe(1);
    });
  });

  test("keys that could lead out of the storage's own place are refused by every call", async () => {
    const keys = [
      "../outside",
      "a/../../outside",
      "/etc/passwd",
      "..",
      ".",
      "",
      "/",
      "//",
      "a//b",
      "a/",
      "a/.",
      ".drafts/x",
      "a/.hidden",
      "..\\outside",
      "C:\\outside",
      "a\0b",
      "a\n",
      "a b",
      "%2e%2e/outside",
      "é",
      "x".repeat(201),
      "x/".repeat(16) + "x",
    ];
    for (const key of keys) {
      await expect(storage.open(key)).rejects.toBeInstanceOf(ArtifactKeyInvalid);
      await expect(storage.write(key, chunks("x"))).rejects.toBeInstanceOf(ArtifactKeyInvalid);
      await expect(storage.size(key)).rejects.toBeInstanceOf(ArtifactKeyInvalid);
      await expect(storage.delete(key)).rejects.toBeInstanceOf(ArtifactKeyInvalid);
    }
    for (const prefix of ["", "/", ".", "..", "../artifacts", ".drafts", "a/../.."]) {
      await expect(storage.deletePrefix(prefix)).rejects.toBeInstanceOf(ArtifactKeyInvalid);
    }
  });
}
