import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { createClient, type Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { freePort } from "#test-servers/free-port.ts";
import { PostgresServer } from "#test-servers/postgres-server.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testEngine } from "./database/test-database.ts";
import { TestProcess } from "./test-process.ts";

const { accounts, apiKeys, batches, catalog, files, local, quotes } = contract;

/** Some seconds of work for three workers. */
const ITEMS = 2_000;
/** A killed worker's lease of 10 s runs out in between. */
const ENDS_WITHIN_MS = 30_000;

let server: PostgresServer;
let folder: string;
let shared: Record<string, string>;
let apis: [TestProcess, TestProcess];
let workers: [TestProcess, TestProcess, TestProcess];

/** Clients of both api processes that call with one key. */
let clients: [Client, Client];

const start = async (role: "api" | "worker"): Promise<TestProcess> =>
  TestProcess.start({ ...shared, BATCHROUTER_ROLE: role, PORT: `${await freePort()}` });

/** Registers on one api process and goes on on the other. */
async function signUp(): Promise<string> {
  const [one, other] = apis.map(({ url }) => createClient({ baseUrl: url }));
  if (one === undefined || other === undefined) throw new Error("There are two of them.");
  const email = `${randomUUID()}@example.com`;
  await one.call(accounts.register, {
    body: { agent_name: "processes", email, password: randomUUID() },
  });
  const { data } = await other.call(local.listMails, { query: { to: email } });
  const { session_token } = await other.call(accounts.verifyEmail, {
    body: { token: data[0]?.token ?? "" },
  });
  const [{ url }] = apis;
  const session = createClient({ baseUrl: url, credential: () => session_token });
  return (await session.call(apiKeys.create, { body: { label: "processes" } })).api_key;
}

const idOf = (index: number) => `item-${index}`;

/** What a batch of so many items is created with: a file and a quote on it. */
async function workOf(count: number, content: string) {
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      customer_item_id: idOf(index),
      operation: "responses",
      model: "gpt-4o-mini",
      input: { messages: [{ role: "user", content }] },
    }),
  );
  const [one, other] = clients;
  const file = await one.call(files.upload, { body: new Blob([lines.join("\n")]) });
  const quote = await other.call(quotes.createForModel, {
    body: { models: ["gpt-4o-mini"], input_file_id: file.id },
  });
  return { body: { quote_id: quote.quote_id, input_file_id: file.id } };
}

async function submit(count: number, content: string): Promise<Batch["id"]> {
  const work = await workOf(count, content);
  const answer = await clients[0].call(batches.create, work, { idempotencyKey: randomUUID() });
  return answer.batch.id;
}

const getBatch = (id: Batch["id"]): Promise<Batch> =>
  clients[1].call(batches.get, { params: { id } });

async function untilDone(id: Batch["id"], items: number): Promise<void> {
  const count = async () => (await getBatch(id)).counts.completed;
  await expect.poll(count, { interval: 50, timeout: ENDS_WITHIN_MS }).toBeGreaterThanOrEqual(items);
}

/** Waits for the end and reads every id of the output, in its order. */
async function outputIds(id: Batch["id"]): Promise<string[]> {
  const hasEnded = async () => isTerminal((await getBatch(id)).status);
  await expect.poll(hasEnded, { interval: 50, timeout: ENDS_WITHIN_MS }).toBe(true);
  const batch = await getBatch(id);
  expect(batch).toMatchObject({ status: "completed", error_file_url: null });
  const output = await (await fetch(batch.output_file_url ?? "")).text();
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).customer_item_id);
}

const allIds = (count: number) => Array.from({ length: count }, (_, index) => idOf(index));

/** How many units of work a worker has begun. */
const unitsOf = ({ output }: TestProcess) => output.split('"job_kind":"run_unit"').length - 1;

/** They bring a server of their own, to stop it; once in a whole check is enough. */
describe.runIf(testEngine === "postgres")("several processes on one database", () => {
  beforeAll(async () => {
    server = await PostgresServer.create();
    folder = await mkdtemp(join(tmpdir(), "gateway-processes-"));
    const port = await freePort();
    shared = {
      DATABASE_URL: await server.createDatabase("gateway"),
      BATCHROUTER_DATA_DIR: folder,
      BATCHROUTER_SECRET_KEY: "5e".repeat(32),
      BATCHROUTER_MODE: "local",
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      LOG_LEVEL: "debug",
    };
    // All at once on an empty database: the migrations run once, and one of them founds the installation.
    const first = TestProcess.start({ ...shared, BATCHROUTER_ROLE: "api", PORT: `${port}` });
    apis = [first, await start("api")];
    workers = [await start("worker"), await start("worker"), await start("worker")];
    await Promise.all([...apis, ...workers].map((each) => each.untilReady()));
    const api_key = await signUp();
    const clientOf = ({ url }: TestProcess) =>
      createClient({ baseUrl: url, credential: () => api_key });
    clients = [clientOf(apis[0]), clientOf(apis[1])];
  });
  afterAll(async () => {
    await Promise.all([...apis, ...workers].map((each) => each.stop("SIGKILL")));
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  test("one idempotency key on two api processes at the same time is one batch, and both give the same answer", async () => {
    const work = await workOf(2, "Say yes.");
    const answers = await Promise.all(
      [...clients, ...clients, ...clients].map((client) =>
        client.call(batches.create, work, { idempotencyKey: "at-the-same-time" }),
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    for (const client of clients)
      expect((await client.call(batches.list, { query: {} })).data).toHaveLength(1);
  });

  test("clients see one gateway behind all api processes, each of which is told by its own id", async () => {
    const [one, other] = await Promise.all(
      clients.map((client) => client.call(catalog.health, {})),
    );
    expect(one?.instance_id).toBe(other?.instance_id);
    expect(one?.process_id).not.toBe(other?.process_id);
    expect(one).toMatchObject({ role: "api", database: "postgres", ready: true });
  });

  test("all workers do a batch; one that is terminated and one that is killed in its middle lose nothing of it", async () => {
    const id = await submit(ITEMS, "Count. [[sandbox:delay ms=80]]");
    await untilDone(id, ITEMS / 4);
    expect(workers.map((worker) => unitsOf(worker) > 0)).toEqual([true, true, true]);
    const [terminated, killed] = workers;
    expect(await terminated.stop("SIGTERM")).toBe(0);
    await untilDone(id, ITEMS / 2);
    await killed.stop("SIGKILL");
    expect(await outputIds(id)).toEqual(allIds(ITEMS));
  }, 60_000);

  test("while the server is away every request is told at once to come back, and then all goes on by itself", async () => {
    const work = await workOf(2, "Say yes.");
    await server.stop("immediate");
    const startedAt = performance.now();
    const away = { code: "overloaded", retryAfterMs: 2_000 };
    const [client] = clients;
    await expect(client.call(batches.list, { query: {} })).rejects.toMatchObject(away);
    const submitting = () =>
      client.call(batches.create, work, { idempotencyKey: "while-it-is-away" });
    await expect(submitting()).rejects.toMatchObject(away);
    await expect(clients[0].call(catalog.checkReady, {})).rejects.toMatchObject({ status: 503 });
    expect(await clients[0].call(catalog.checkLive, {})).toEqual({ live: true });
    expect(performance.now() - startedAt).toBeLessThan(2_000);

    await server.start();
    expect(await outputIds((await submitting()).batch.id)).toEqual(allIds(2));
  });

  test("a process with another key or another storage than the rest is refused with one sentence", async () => {
    const stranger = async (settings: Record<string, string>) => {
      const role = { BATCHROUTER_ROLE: "worker", PORT: `${await freePort()}` };
      const refused = TestProcess.start({ ...shared, ...settings, ...role });
      expect(await refused.end()).toBe(1);
      return refused.output;
    };
    const [key, storage] = await Promise.all([
      stranger({ BATCHROUTER_SECRET_KEY: "ab".repeat(32) }),
      stranger({ BATCHROUTER_DATA_DIR: join(folder, "another") }),
    ]);
    expect(key).toMatch(/^The secret key [^\n]* BATCHROUTER_SECRET_KEY[^\n]*\.\n$/);
    expect(storage).toMatch(/^The storage [^\n]* BATCHROUTER_STORAGE[^\n]*\.\n$/);
  });
});
