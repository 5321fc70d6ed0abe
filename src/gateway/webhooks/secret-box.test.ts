import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSecretBox, loadOrCreateKey } from "./secret-box.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "secret-box-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the secret box", () => {
  const box = createSecretBox(new Uint8Array(32).fill(1));

  test("opens what it sealed, and never seals alike twice", () => {
    const sealed = [box.seal("whsec_ż👋"), box.seal("whsec_ż👋")];
    expect(sealed.map((text) => box.open(text))).toEqual(["whsec_ż👋", "whsec_ż👋"]);
    expect(sealed[0]).not.toBe(sealed[1]);
  });

  test("refuses another key's texts and texts that were changed or cut", () => {
    const sealed = box.seal("a secret");
    const other = createSecretBox(new Uint8Array(32).fill(2));
    expect(() => other.open(sealed)).toThrow();
    const changed = `${sealed.slice(0, -4)}${sealed.at(-4) === "A" ? "B" : "A"}${sealed.slice(-3)}`;
    expect(() => box.open(changed)).toThrow();
    expect(() => box.open(sealed.slice(0, 20))).toThrow();
    expect(() => box.open("a secret")).toThrow("not sealed");
  });

  test("takes a key of 32 bytes and no other", () => {
    expect(() => createSecretBox(new Uint8Array(16))).toThrow("32 bytes");
  });
});

describe("the key file", () => {
  test("is made once, readable by its owner alone, and read again afterwards", async () => {
    const inner = join(folder, "made/on/the/way");
    const key = await loadOrCreateKey(inner);
    expect(key).toHaveLength(32);
    expect(await loadOrCreateKey(inner)).toEqual(key);
    const [name = ""] = await readdir(inner);
    expect((await stat(join(inner, name))).mode & 0o777).toBe(0o600);
  });

  test("is one and the same for all who make it at once, and no drafts stay behind", async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => loadOrCreateKey(folder)));
    expect(new Set(keys.map((key) => Buffer.from(key).toString("hex"))).size).toBe(1);
    expect(await readdir(folder)).toHaveLength(1);
  });

  test("stops the start when it is damaged, instead of being replaced", async () => {
    await loadOrCreateKey(folder);
    const [name = ""] = await readdir(folder);
    await chmod(join(folder, name), 0o600);
    await writeFile(join(folder, name), "short");
    await expect(loadOrCreateKey(folder)).rejects.toThrow("damaged");
  });
});
