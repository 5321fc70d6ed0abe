import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManifestValidator } from "#contract/manifest/validator.ts";
import { newId } from "#contract/primitives.ts";
import { randomBytes } from "#contract/random-bytes.ts";
import { createLocalStorage } from "../storage/local-storage.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import { newFilePlace } from "./new-file.ts";
import { SANDBOX_ALONE } from "../expressibility/test-expressibility.ts";
import { receiveInlineItems } from "./receive-inline-items.ts";
import { nativeLine } from "./test-inputs.ts";

const knownModels = new Set(["gpt-4o-mini"]);

let folder: string;
let storage: ArtifactStorage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "inline-"));
  storage = await createLocalStorage(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function receive(items: unknown[]) {
  return receiveInlineItems(
    { storage, knownModels, expressibility: SANDBOX_ALONE },
    newFilePlace(newId("org"), new Date(), randomBytes),
    items,
  );
}

describe("inline items", () => {
  it("become a file that the validator finds to be the same work", async () => {
    const items = [nativeLine("a"), nativeLine("b", "Say é.")].map((line): unknown =>
      JSON.parse(line),
    );
    const { file, index } = await receive(items);
    const bytes = await readFile(join(folder, file.storage_key));
    const validator = createManifestValidator({ knownModels });
    validator.push(bytes);
    const summary = validator.end();

    expect(file).toMatchObject({
      size_bytes: bytes.length,
      line_count: 2,
      groups: summary.groups,
      format: summary.format,
    });
    expect(index).toEqual(summary.line_index);
    expect(summary.issue_count).toBe(0);
  });

  it("are refused by their place in the request", async () => {
    const good: unknown = JSON.parse(nativeLine("a"));

    await expect(receive([good, { ...Object(good), model: "gpt-4o-mimi" }])).rejects.toMatchObject({
      code: "preflight_failed",
      details: {
        preflight: [
          { code: "unknown_model", path: "items[1].model", line: 2 },
          { code: "duplicate_id", path: "items[1].customer_item_id", line: 2 },
        ],
        issue_count: 2,
      },
    });
  });
});
