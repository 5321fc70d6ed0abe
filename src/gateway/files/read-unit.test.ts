import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "#contract/primitives.ts";
import { createLocalStorage } from "../storage/local-storage.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import type { NewFile } from "./new-file.ts";
import { openUpload } from "./open-upload.ts";
import { byteRangeOf, readUnit } from "./read-unit.ts";
import { receiveFile } from "./receive-file.ts";
import { nativeLine, uploadRequest } from "./test-inputs.ts";

let folder: string;
let storage: ArtifactStorage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "units-"));
  storage = await createLocalStorage(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(text: string): Promise<NewFile> {
  const request = uploadRequest(text, { "content-type": "text/plain" });
  return receiveFile(
    { storage, knownModels: new Set(["gpt-4o-mini"]) },
    newId("org"),
    await openUpload(request),
    new Date(),
  );
}

async function idsOf(
  { file, index }: NewFile,
  first: number,
  end: number,
): Promise<[number, string][]> {
  const ids: [number, string][] = [];
  for await (const { item_index, bytes } of readUnit(storage, file, index, first, end)) {
    ids.push([item_index, JSON.parse(new TextDecoder().decode(bytes)).customer_item_id]);
  }
  return ids;
}

describe("reading a unit", () => {
  it("gives each item once and in order when the units together are the whole file", async () => {
    const lines = Array.from({ length: 5_000 }, (_, at) =>
      nativeLine(`item-${at}`, "x".repeat(1 + (at % 300))),
    );
    const file = await fileOf(lines.join("").trimEnd());
    const ids = (
      await Promise.all(
        [0, 1, 999, 1_000, 2_001, 4_999].map((first, at, starts) =>
          idsOf(file, first, starts[at + 1] ?? 5_000),
        ),
      )
    ).flat();

    expect(file.index.every).toBeGreaterThan(1);
    expect(ids).toEqual(lines.map((_, at) => [at, `item-${at}`]));
  });

  it("reads little more than the unit's own bytes", async () => {
    const lines = Array.from({ length: 5_000 }, (_, at) => nativeLine(`item-${at}`));
    const { file, index } = await fileOf(lines.join(""));
    const { start, end } = byteRangeOf(file, index, 2_500, 2_600);

    expect(end - start).toBeLessThan((100 + 2 * index.every) * (lines[4_999]?.length ?? 0));
  });

  it("gives lines without their line ends, BOM and CR left out", async () => {
    const { file, index } = await fileOf(
      `\uFEFF${nativeLine("a").trim()}\r\n${nativeLine("b").trim()}\r\n`,
    );
    const texts: string[] = [];
    for await (const { bytes } of readUnit(storage, file, index, 0, 2))
      texts.push(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));

    expect(texts).toEqual([nativeLine("a").trim(), nativeLine("b").trim()]);
  });

  it("refuses items that the file does not have", async () => {
    const file = await fileOf(nativeLine("a"));

    await expect(idsOf(file, 0, 2)).rejects.toThrow(RangeError);
    await expect(idsOf(file, 1, 1)).rejects.toThrow(RangeError);
  });
});
