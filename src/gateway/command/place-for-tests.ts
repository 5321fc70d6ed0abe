import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { createAdaptorServer } from "@hono/node-server";
import { migrate } from "#gateway/database/migrate.ts";
import { openPglite } from "#gateway/database/pglite-database.ts";
import { createLocalStorage } from "#gateway/storage/local-storage.ts";
import { freePort } from "#test-servers/free-port.ts";
import { createTestApp, type TestApp, type TestAppOverrides } from "#gateway/test-app.ts";
import { loadOrCreateKey } from "#gateway/webhooks/secret-box.ts";
import { runCommand } from "./run-command.ts";

/** A folder for data folders and backups, and commands on them. */
export interface TestPlace {
  path(name: string): string;
  /** Runs a command on a data folder of this place: its exit code and all that it said. */
  run(
    data: string,
    words: readonly string[],
    more?: Record<string, string>,
  ): Promise<{ exitCode: number; text: string }>;
  /** A gateway on a data folder of this place, listening, as `main` opens it. */
  open(data: string, overrides?: TestAppOverrides): Promise<TestApp & { port: number }>;
  remove(): Promise<void>;
}

export async function createTestPlace(): Promise<TestPlace> {
  const root = await mkdtemp(join(tmpdir(), "command-"));
  const path = (name: string): string => join(root, name);
  const port = await freePort();
  return {
    path,
    async run(data, words, more = {}) {
      const lines: string[] = [];
      const take = (line: string): void => void lines.push(line);
      const environment = { BATCHROUTER_DATA_DIR: path(data), PORT: String(port), ...more };
      const exitCode = await runCommand(words, environment, { say: take, complain: take });
      return { exitCode, text: lines.join("\n") };
    },
    open: (data, overrides) => openGateway(path(data), port, overrides),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function openGateway(
  dataDirectory: string,
  port: number,
  overrides: TestAppOverrides = {},
): Promise<TestApp & { port: number }> {
  const database = await openPglite({ dataDir: join(dataDirectory, "database") });
  await migrate(database);
  const gateway = await createTestApp({
    database,
    storage: await createLocalStorage(join(dataDirectory, "artifacts")),
    secretKey: await loadOrCreateKey(dataDirectory),
    dumpDatabase: () => database.dump(),
    ...overrides,
  });
  const server = createAdaptorServer({ fetch: gateway.app.fetch });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    ...gateway,
    port,
    async close() {
      server.close();
      await gateway.close();
      await database.close();
    },
  };
}

/** Every file below a folder with the hash of its bytes: two looks are equal when nothing was changed. */
export async function fingerprintTree(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const hashed = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [
        path,
        createHash("sha256")
          .update(await readFile(path))
          .digest("hex"),
      ] as const;
    }),
  );
  return Object.fromEntries(hashed.toSorted(([left], [right]) => left.localeCompare(right)));
}
