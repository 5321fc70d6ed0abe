import { once } from "node:events";
import { allButWriting } from "#gateway/storage/test-storage-but-writing.ts";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve, type ServerType } from "@hono/node-server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { contract } from "#contract/index.ts";
import { findDeviations } from "../batches/test-books.ts";
import { sql } from "../database/sql.ts";
import { items } from "../dispatch/test-batches.ts";
import { closeServer } from "../serve.ts";
import { createLocalStorage } from "../storage/local-storage.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import { createTestApp, type TestApp } from "../test-app.ts";

const KEYS = 50;
const POSTS = 20;
/** A machine has so many connections; more at a time would only wait for each other. */
const KEYS_AT_ONCE = 10;

let folder: string;
let written: string[];
let gateways: TestApp[];
let servers: ServerType[];
let urls: string[];
let session: string;

/** Two gateways over one database and one storage, each with a real server. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "idempotency-"));
  const storage = counting(await createLocalStorage(folder));
  const first = await createTestApp({ storage });
  gateways = [first, await createTestApp({ storage, database: first.database })];
  servers = gateways.map(({ app }) =>
    serve({
      fetch: app.fetch,
      hostname: "127.0.0.1",
      port: 0,
      // A connection that the server closes as a request comes in would be a failure of the test's own.
      serverOptions: { keepAliveTimeout: 120_000 },
    }),
  );
  await Promise.all(servers.map((server) => once(server, "listening")));
  urls = servers.map((server) => {
    const { port } = server.address() as AddressInfo; // it listens on a port
    return `http://127.0.0.1:${port}`;
  });
});
beforeEach(async () => {
  written = [];
  await rm(join(folder, "files"), { recursive: true, force: true });
  const [first] = gateways;
  await first?.reset();
  session = (await first?.registerAndVerify())?.session_token ?? "";
});
afterAll(async () => {
  await Promise.all(servers.map(closeServer));
  for (const gateway of gateways.toReversed()) await gateway.close();
  await rm(folder, { recursive: true });
});

function counting(storage: ArtifactStorage): ArtifactStorage {
  return {
    write: (key, source) => {
      written.push(key);
      return storage.write(key, source);
    },
    ...allButWriting(storage),
  };
}

interface Answer {
  status: number;
  text: string;
  isReplayed: boolean;
}

/** A request over a connection of its own, to the two gateways in turn. */
async function post(
  at: number,
  path: string,
  key: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${urls[at % urls.length]}${path}`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${session}`,
      "idempotency-key": key,
      ...headers,
    },
  });
  return {
    status: answer.status,
    text: await answer.text(),
    isReplayed: answer.headers.get("idempotent-replayed") === "true",
  };
}

const atOnce = <T>(count: number, work: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => work(at)));

const countOf = async (table: "batches" | "files" | "api_keys" | "workflow_runs" | "mails") => {
  const counts = {
    batches: sql`select count(*)::integer as count from batches`,
    files: sql`select count(*)::integer as count from files`,
    api_keys: sql`select count(*)::integer as count from api_keys`,
    workflow_runs: sql`select count(*)::integer as count from workflow_runs`,
    mails: sql`select count(*)::integer as count from mails`,
  };
  const [row] = (await gateways[0]?.database.query<{ count: number }>(counts[table])) ?? [];
  return row?.count;
};

const keptFiles = async (): Promise<number> =>
  (await readdir(join(folder, "files"), { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  ).length;

/** All answers are one answer, of which all but one are repetitions. */
function expectOneAnswer(answers: readonly Answer[], status: number): void {
  expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
  expect(answers.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1);
}

test(
  `${KEYS} keys with ${POSTS} posts each at once over two gateways make ${KEYS} batches, each key one and the same`,
  { timeout: 120_000 },
  async () => {
    const [gateway] = gateways;
    const list = items(2);
    const bodies = await atOnce(KEYS, async () => {
      const quote = await gateway?.request(
        contract.quotes.createForModel,
        { body: { items: list } },
        { as: session },
      );
      return JSON.stringify({ quote_id: quote?.quote_id, items: list });
    });
    const all: Answer[][] = [];
    for (let from = 0; from < KEYS; from += KEYS_AT_ONCE) {
      const some = await atOnce(KEYS_AT_ONCE, (key) =>
        atOnce(POSTS, (at) =>
          post(key + at, "/v1/batches", `batch-key-${from + key}`, bodies[from + key] ?? ""),
        ),
      );
      all.push(...some);
    }
    for (const answers of all) expectOneAnswer(answers, 201);
    expect(new Set(all.flat().map(({ text }) => text)).size).toBe(KEYS);
    expect(await countOf("batches")).toBe(KEYS);
    expect(gateway && (await findDeviations(gateway.database))).toEqual([]);
    // While the first request runs, its repetitions write nothing that would have to be removed: one file a key and gateway at most.
    expect(written.length).toBeLessThanOrEqual(KEYS * gateways.length);
    expect(await keptFiles()).toBe(KEYS);

    const others = await atOnce(POSTS, (at) =>
      post(at, "/v1/batches", "batch-key-0", bodies[1] ?? ""),
    );
    expect(others.map(({ status, text }) => [status, JSON.parse(text).error.code])).toEqual(
      others.map(() => [409, "idempotency_key_reused"]),
    );
  },
);

test("uploads under one key at once keep one file, and another file under that key is refused", async () => {
  const line = `${JSON.stringify(items(1)[0])}\n`;
  const raw = { "content-type": "application/x-ndjson" };
  const answers = await atOnce(POSTS, (at) => post(at, "/v1/files", "upload-key-1", line, raw));
  expectOneAnswer(answers, 201);
  expect([await countOf("files"), await keptFiles()]).toEqual([1, 1]);
  const other = await post(0, "/v1/files", "upload-key-1", line + line.replace("item-0", "x"), raw);
  expect([other.status, JSON.parse(other.text).error.code]).toEqual([
    409,
    "idempotency_key_reused",
  ]);
  expect([await countOf("files"), await keptFiles()]).toEqual([1, 1]);
});

test.each([
  ["a key", "/v1/auth/account/api-keys", { label: "one" }, 201, "api_keys", 1],
  [
    "a workflow run",
    "/v1/workflows/agent-main-thread/runs",
    { input: { messages: [{ role: "user", content: "Say hello." }] } },
    202,
    "workflow_runs",
    1,
  ],
  [
    "a registration",
    "/v1/auth/agent-register",
    { agent_name: "Ada", email: "ada@example.com", password: "correct horse battery" },
    201,
    "mails",
    2,
  ],
] as const)("%s is made once under one key", async (_name, path, body, status, table, count) => {
  const answers = await atOnce(POSTS, (at) => post(at, path, "any-key-0001", JSON.stringify(body)));
  expectOneAnswer(answers, status);
  // The first mail is that of the account which calls.
  expect(await countOf(table)).toBe(count);
});

test("a key whose first request fails is free for the next one that waits", async () => {
  const { quote_id } = (await gateways[0]?.request(
    contract.quotes.createForModel,
    { body: { items: items(1) } },
    { as: session },
  )) ?? { quote_id: "" };
  const answers = await Promise.all([
    post(0, "/v1/batches", "free-key-1", JSON.stringify({ quote_id, items: items(50) })),
    post(0, "/v1/batches", "free-key-1", JSON.stringify({ quote_id, items: items(1) })),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([400, 201]);
});
