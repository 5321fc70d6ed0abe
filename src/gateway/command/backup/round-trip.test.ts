import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { contract } from "#contract/index.ts";
import { sql } from "#gateway/database/sql.ts";
import { createLocalStorage } from "#gateway/storage/local-storage.ts";
import type { TestApp } from "#gateway/test-app.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createTestPlace, fingerprintTree, type TestPlace } from "../place-for-tests.ts";
import { UNIT_LIMITS } from "#gateway/dispatch/unit-limits.ts";

const SECRET = "whsec_of_the_default_endpoint";

interface Account {
  key: string;
  session: string;
}

async function submit(gateway: TestApp, { key }: Account, prompt: string): Promise<string> {
  const items = Array.from({ length: 3 }, (_, id) => ({
    customer_item_id: `item-${id}`,
    operation: "responses" as const,
    model: "gpt-4o-mini",
    input: { messages: [{ role: "user", content: prompt }] },
  }));
  const quote = await gateway.request(
    contract.quotes.createForModel,
    { body: { models: ["gpt-4o-mini"], items, estimated_output_tokens_per_item: 500 } },
    { as: key },
  );
  const { batch } = await gateway.request(
    contract.batches.create,
    { body: { quote_id: quote.quote_id, items } },
    { as: key, idempotencyKey: `round-trip-${quote.quote_id}` },
  );
  return batch.id;
}

async function resultsOf(gateway: TestApp, { key }: Account, id: string) {
  return gateway.request(contract.batches.results, { params: { id }, query: {} }, { as: key });
}

/** Holds every retry, so that a batch whose items fail once stays under way. */
const neverRetry = {
  backoff: () => ({ retries: 8, baseMs: 1, maxMs: 5 }),
  random: () => 0.5,
  unitLimits: UNIT_LIMITS,
  wait: (_ms: number, signal: AbortSignal) =>
    new Promise<void>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    }),
};

describe("a backup of a gateway that runs", () => {
  let place: TestPlace;
  let account: Account;
  let done: string;
  let underWay: string;
  let results: Awaited<ReturnType<typeof resultsOf>>;

  beforeAll(async () => {
    place = await createTestPlace();
    const gateway = await place.open("first", { dispatch: neverRetry });
    const { session_token } = await gateway.registerAndVerify();
    account = { session: session_token, key: (await gateway.createKey(session_token)).api_key };
    await gateway.request(
      contract.webhooks.put,
      { body: { url: "http://127.0.0.1:1/nobody", secret: SECRET } },
      { as: session_token },
    );
    done = await submit(gateway, account, "Say hello.");
    await gateway.runJobs();
    results = await resultsOf(gateway, account, done);
    underWay = await submit(gateway, account, "[[sandbox:fail code=provider_429 times=1]]");
    await vi.waitUntil(() => isRunning(gateway), { timeout: 20_000 });

    const backup = await place.run("first", ["backup", place.path("backup")]);
    expect(backup).toMatchObject({ exitCode: 0 });
    expect(await isRunning(gateway)).toBe(true);
    await gateway.close();
  }, 120_000);
  afterAll(() => place.remove());

  async function isRunning(gateway: TestApp): Promise<boolean> {
    const rows = await gateway.database.query(
      sql`select 1 from batch_units where status = 'running'`,
    );
    return rows.length > 0;
  }

  test("is complete, private, and leaves no draft", async () => {
    const names = await readdir(place.path("."));
    expect(names.filter((name) => name.includes("draft"))).toEqual([]);
    const key = await stat(join(place.path("backup"), "secret-box.key"));
    expect(key.mode & 0o077).toBe(0);
  });

  test("is never written over", async () => {
    const before = await fingerprintTree(place.path("backup"));
    const again = await place.run("first", ["backup", place.path("backup")]);
    expect(again).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining("never written over"),
    });
    expect(await fingerprintTree(place.path("backup"))).toEqual(before);
  });

  test("of which a byte has changed is not restored, and nothing is touched", async () => {
    const dump = join(place.path("backup"), "database.tar");
    const bytes = await readFile(dump);
    const at = bytes.length >> 1;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(dump, bytes);
    const refused = await place.run("damaged", ["restore", place.path("backup")]);
    expect(refused).toMatchObject({ exitCode: 1, text: expect.stringContaining("database.tar") });
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(dump, bytes);
    await expect(stat(place.path("damaged"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("of a later version is not restored", async () => {
    const path = join(place.path("backup"), "manifest.json");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace('"0001-jobs"', '"9999-later"'));
    const refused = await place.run("later", ["restore", place.path("backup")]);
    await writeFile(path, text);
    expect(refused).toMatchObject({ exitCode: 1, text: expect.stringContaining("9999-later") });
  });

  test("brings back accounts, results, secrets and files, and the batch that was under way ends", async () => {
    expect(await place.run("second", ["restore", place.path("backup")])).toMatchObject({
      exitCode: 0,
    });
    const doctor = await place.run("second", ["doctor", "--deep"]);
    expect(doctor).toMatchObject({ exitCode: 0, text: expect.stringContaining("✓ secret_key") });
    expect(doctor.text).not.toContain("✗");

    const gateway = await place.open("second");
    expect(await resultsOf(gateway, account, done)).toEqual(results);
    const hook = await gateway.request(contract.webhooks.get, {}, { as: account.session });
    expect(hook).toMatchObject({ url: "http://127.0.0.1:1/nobody" });
    // The lease of whoever ran it then runs out.
    gateway.advance(11_000);
    await gateway.runJobs();
    const batch = await gateway.request(
      contract.batches.get,
      { params: { id: underWay } },
      { as: account.key },
    );
    expect(batch).toMatchObject({ status: "completed", counts: { completed: 3, failed: 0 } });
    const rows = await resultsOf(gateway, account, underWay);
    expect(rows.data.map(({ customer_item_id }) => customer_item_id)).toEqual([
      "item-0",
      "item-1",
      "item-2",
    ]);
    await gateway.close();
  }, 120_000);

  test("goes into no folder that holds something, unless forced, and then replaces it whole", async () => {
    const before = await fingerprintTree(place.path("second"));
    const refused = await place.run("second", ["restore", place.path("backup")]);
    expect(refused).toMatchObject({ exitCode: 1, text: expect.stringContaining("--force") });
    expect(await fingerprintTree(place.path("second"))).toEqual(before);

    const stray = "batches/bat_stray/output.jsonl";
    const storage = await createLocalStorage(join(place.path("second"), "artifacts"));
    async function* some() {
      yield new Uint8Array(1);
    }
    await storage.write(stray, some());
    const forced = await place.run("second", ["restore", place.path("backup"), "--force"]);
    expect(forced).toMatchObject({ exitCode: 0, text: expect.stringContaining("Removed") });
    await expect(storage.size(stray)).rejects.toThrow("There is no artifact");
    expect((await readdir(place.path("second"))).toSorted()).toEqual([
      "artifacts",
      "database",
      "secret-box.key",
    ]);
  }, 60_000);

  test("is made of a gateway that is stopped too, and the doctor changes nothing in its folder", async () => {
    const before = await fingerprintTree(place.path("second"));
    const doctor = await place.run("second", ["doctor", "--json"]);
    expect(JSON.parse(doctor.text)).toMatchObject({ is_well: true });
    expect(await fingerprintTree(place.path("second"))).toEqual(before);
    const backup = await place.run("second", ["backup", place.path("offline")]);
    expect(backup).toMatchObject({ exitCode: 0 });
    expect(await place.run("third", ["restore", place.path("offline")])).toMatchObject({
      exitCode: 0,
    });
  }, 120_000);

  test("is refused in a sentence where the gateway that runs cannot be asked, and a running one is not restored over", async () => {
    const gateway = await place.open("third");
    const elsewhere = { PORT: "1" };
    const refused = await place.run("third", ["backup", place.path("none")], elsewhere);
    expect(refused).toMatchObject({ exitCode: 1, text: expect.stringContaining("HOST and PORT") });
    expect((await readdir(place.path("."))).filter((name) => name.startsWith("none"))).toEqual([]);
    const restored = await place.run("third", ["restore", place.path("offline"), "--force"]);
    expect(restored).toMatchObject({ exitCode: 1, text: expect.stringContaining("in use") });
    const doctor = await place.run("third", ["doctor"]);
    expect(doctor).toMatchObject({ exitCode: 0, text: expect.stringContaining("– database") });
    const dump = await gateway.fetch("/operations/database-dump", {
      headers: { authorization: `Bearer ${account.key}` },
    });
    expect(dump.status).toBe(404);
    await gateway.close();
  }, 120_000);
});
