import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLocalStorage } from "../storage/local-storage.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import { findPlaces, idIndexKey, IdIndexBuilder, writeWithIndex } from "./id-index.ts";

let folder: string;
let storage: ArtifactStorage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "id-index-"));
  storage = await createLocalStorage(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("lines");
}

function builderOf(count: number, idAt: (at: number) => string): IdIndexBuilder {
  const ids = new IdIndexBuilder();
  for (let at = 0; at < count; at += 1) ids.add(idAt(at));
  return ids;
}

test("an item of a hundred thousand is found by its id, and an id that is not there is not", async () => {
  const idAt = (at: number) => `request-${at}`;
  await writeWithIndex(storage, "files/large", bytes(), () => builderOf(100_000, idAt).build());
  const key = idIndexKey("files/large");
  for (const at of [0, 1, 999, 50_000, 77_777, 99_999])
    expect(await findPlaces(storage, key, idAt(at))).toContain(at);
  expect(await findPlaces(storage, key, "request-100000")).not.toContain(100_000);
});

test("items whose ids have one hash are all named, wherever they stand", async () => {
  // The index only hashes, so one id given again and again stands for ids that collide.
  const ids = builderOf(20_000, () => "same");
  await writeWithIndex(storage, "files/colliding", bytes(), () => ids.build());
  const places = await findPlaces(storage, idIndexKey("files/colliding"), "same");
  expect(places).toEqual(Array.from({ length: 20_000 }, (_, at) => at));
});

test("a small file has no index", async () => {
  await writeWithIndex(storage, "files/small", bytes(), () => builderOf(999, String).build());
  await expect(findPlaces(storage, idIndexKey("files/small"), "5")).rejects.toMatchObject({
    name: "ArtifactMissing",
  });
});
