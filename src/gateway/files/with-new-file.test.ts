import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "#contract/primitives.ts";
import { randomBytes } from "#contract/random-bytes.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Database, Transaction } from "../database/database.ts";
import { OutcomeUnknown } from "../database/database-error.ts";
import { sql } from "../database/sql.ts";
import { createTestDatabase, emptyTestDatabase } from "../database/test-database.ts";
import { NO_QUOTAS } from "../quotas.ts";
import { createLocalStorage } from "../storage/local-storage.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import { sweepUnowned } from "../storage/unowned-artifacts.ts";
import { SANDBOX_ALONE } from "../expressibility/test-expressibility.ts";
import { receiveInlineItems } from "./receive-inline-items.ts";
import { nativeLine } from "./test-inputs.ts";
import { withNewFile } from "./with-new-file.ts";

const NOW = new Date("2026-11-30T12:00:00Z");
const knownModels = new Set(["gpt-4o-mini"]);
const items = [JSON.parse(nativeLine("a")) as unknown];

let database: Database;
let folder: string;
let storage: ArtifactStorage;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "new-file-"));
  storage = await createLocalStorage(folder);
});
beforeEach(async () => {
  await emptyTestDatabase(database);
  await storage.deletePrefix("files");
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const dependencies = (changes: { storage?: ArtifactStorage } = {}) => ({
  database,
  storage,
  clock: { now: () => NOW },
  entropy: randomBytes,
  quotas: NO_QUOTAS,
  ...changes,
});

/** The bytes that lie in storage, and the rows and notes that name some. */
async function found() {
  const entries = await readdir(join(folder, "files"), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  const rows = await database.query(sql`select storage_key from files`);
  const notes = await database.query(sql`select storage_key from unowned_artifacts`);
  const stored = entries.filter((entry) => entry.isFile()).length;
  return { stored, rows: rows.length, notes: notes.length };
}

/** A file that is received and then kept as `keep` has it. */
function upload(
  commit: (keep: (tx: Transaction) => Promise<void>) => Promise<void>,
  changes: { storage?: ArtifactStorage } = {},
): Promise<void> {
  return withNewFile(dependencies(changes), newId("org"), async (place, keep) => {
    const received = await receiveInlineItems(
      { storage, knownModels, expressibility: SANDBOX_ALONE },
      place,
      items,
    );
    await commit((tx) => keep(tx, received));
  });
}

test("a file whose row commits has its bytes, its row and no note", async () => {
  await upload((keep) => database.transaction(keep));
  expect(await found()).toEqual({ stored: 1, rows: 1, notes: 0 });
});

test("a file whose transaction fails leaves nothing", async () => {
  const failing = upload((keep) =>
    database.transaction(async (tx) => {
      await keep(tx);
      throw new Error("No credits.");
    }),
  );
  await expect(failing).rejects.toThrow("No credits.");
  expect(await found()).toEqual({ stored: 0, rows: 0, notes: 0 });
});

test("a file whose commit took place but got no answer keeps its bytes", async () => {
  const unanswered = upload(async (keep) => {
    await database.transaction((tx) =>
      keep({
        query: (statement) => tx.query(statement),
        runScript: (script) => tx.runScript(script),
        // Nobody is told of a commit whose answer was lost.
        afterCommit: () => {},
      }),
    );
    throw new OutcomeUnknown("The connection broke.");
  });
  await expect(unanswered).rejects.toThrow(OutcomeUnknown);
  expect(await found()).toEqual({ stored: 1, rows: 1, notes: 0 });
});

test("bytes that a dead process left are swept once they are a day old, and not before", async () => {
  const undeletable: ArtifactStorage = {
    ...storage,
    // As if the process had died here.
    delete: () => Promise.reject(new Error("dead")),
  };
  const dying = upload(() => Promise.reject(new Error("dead")), { storage: undeletable });
  await expect(dying).rejects.toThrow("dead");
  expect(await found()).toEqual({ stored: 1, rows: 0, notes: 2 });
  await sweepUnowned(dependencies(), NOW);
  expect(await found()).toEqual({ stored: 1, rows: 0, notes: 2 });
  await sweepUnowned(dependencies(), new Date(NOW.getTime() + 1));
  expect(await found()).toEqual({ stored: 0, rows: 0, notes: 0 });
});

test("a file whose bytes were swept before its row was written is refused rather than kept without them", async () => {
  const late = upload(async (keep) => {
    await sweepUnowned(dependencies(), new Date(NOW.getTime() + 1));
    await database.transaction(keep);
  });
  await expect(late).rejects.toThrow("left to be named");
  expect(await found()).toEqual({ stored: 0, rows: 0, notes: 0 });
});
