import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../database/database.ts";
import { createTestDatabase, emptyTestDatabase, testEngine } from "../database/test-database.ts";
import { resetGateway } from "../local/reset-gateway.ts";
import { createLocalStorage } from "../storage/local-storage.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import { InstallationMismatch, openInstallation } from "./installation.ts";

let database: Database;
let folder: string;
let storage: ArtifactStorage;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "installation-"));
  storage = await createLocalStorage(join(folder, "one"));
});
beforeEach(() => emptyTestDatabase(database));
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const secretKey = new Uint8Array(32).fill(1);
const open = () => openInstallation({ database, storage, secretKey });

test("a process with another key is refused with a sentence, and one with the same key is not, even after a reset", async () => {
  await open();
  const another = openInstallation({ database, storage, secretKey: new Uint8Array(32).fill(2) });
  await expect(another).rejects.toThrow(InstallationMismatch);
  await expect(another).rejects.toThrow("BATCHROUTER_SECRET_KEY");
  await resetGateway(database, storage, "go on");
  await open();
});

test("of processes that start at once on an empty database one founds the installation and all agree", async () => {
  await expect(Promise.all([open(), open(), open()])).resolves.toHaveLength(3);
});

test.runIf(testEngine === "pglite")(
  "each start on the embedded database is an instance of its own, and so is each reset",
  async () => {
    const [first, second] = [await open(), await open()];
    expect(second.instanceId()).not.toBe(first.instanceId());
    const before = first.instanceId();
    await first.renew();
    expect(first.instanceId()).not.toBe(before);
  },
);
