import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ArtifactMissing } from "./artifact-errors.ts";
import { freeSpaceOf, withFreeSpace } from "./free-space.ts";
import { createLocalStorage } from "./local-storage.ts";
import type { ArtifactStorage } from "./storage.ts";
import { StorageFull } from "./storage-full.ts";

let folder: string;
let storage: ArtifactStorage;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "free-space-"));
  storage = await createLocalStorage(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

test("a write that would take the margin is refused, and nothing of it is kept", async () => {
  const guarded = withFreeSpace(storage, async () => 99, 100);
  await expect(guarded.write("files/a", chunks("one"))).rejects.toThrow(StorageFull);
  await expect(storage.open("files/a")).rejects.toThrow(ArtifactMissing);
});

test("all that write while the disk is looked at heed the same look", async () => {
  let looks = 0;
  const freeSpace = async (): Promise<number> => {
    looks += 1;
    await setImmediate();
    return looks === 1 ? 99 : 100;
  };
  const guarded = withFreeSpace(storage, freeSpace, 100);
  const write = (key: string) => guarded.write(key, chunks("one"));
  const refused = await Promise.allSettled(["files/a", "files/b"].map(write));
  expect(refused.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(looks).toBe(1);
  await write("files/c");
  await write("files/d");
  expect(looks).toBe(2);
});

test("with room above the margin everything is written and read as without it", async () => {
  const guarded = withFreeSpace(storage, freeSpaceOf(folder), 1);
  expect(await guarded.write("files/a", chunks("one", "two"))).toMatchObject({ bytes: 6 });
  expect(await new Response(await guarded.open("files/a")).text()).toBe("onetwo");
  expect(await guarded.size("files/a")).toBe(6);
  await guarded.delete("files/a");
  await expect(guarded.open("files/a")).rejects.toThrow(ArtifactMissing);
});

test("a disk that fills up during a write is told as such, with its own error as the cause", async () => {
  const full = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  const filling = withFreeSpace(
    { ...storage, write: () => Promise.reject(full) },
    freeSpaceOf(folder),
    0,
  );
  const refusal: unknown = await filling
    .write("files/a", chunks("one"))
    .catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StorageFull);
  expect((refusal as StorageFull).cause).toBe(full);
});

test("an error of the source is not taken for a full disk", async () => {
  const guarded = withFreeSpace(storage, freeSpaceOf(folder), 0);
  const broken = (async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from("one");
    throw new Error("The client has gone.");
  })();
  await expect(guarded.write("files/a", broken)).rejects.toThrow("The client has gone.");
});
