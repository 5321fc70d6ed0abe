import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contract } from "#contract/index.ts";
import { sql, type Sql } from "#gateway/database/sql.ts";
import { readConfig } from "#gateway/config.ts";
import { lockDataFolder } from "#gateway/database/data-folder-lock.ts";
import { createLocalStorage } from "#gateway/storage/local-storage.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { startTestS3 } from "#gateway/storage/s3/test-s3.ts";
import { createTestApp, type TestApp } from "#gateway/test-app.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkDeadJobs, checkDeliveries, checkOpenBatches, checkUnits } from "./batch-checks.ts";
import { checkClock, checkMigrations, readOnly } from "./database-checks.ts";
import type { Finding } from "./finding.ts";
import { checkLedger } from "./ledger-check.ts";
import { checkDataFolder, checkLock, checkNode, checkPort } from "./machine-checks.ts";
import { checkArtifacts, checkKey, checkStorage, countOrphans } from "./storage-checks.ts";
import { openStoredArtifacts } from "./stored-artifacts.ts";

let folder: string;
let storage: ArtifactStorage;
let gateway: TestApp;
const secretKey = new Uint8Array(32).fill(7);
const keyText = Buffer.from(secretKey).toString("hex");

/** A batch that has ended, one that waits for its plan, and a webhook delivery that nobody takes. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "doctor-"));
  storage = await createLocalStorage(join(folder, "artifacts"));
  gateway = await createTestApp({ storage, secretKey });
  const { session_token } = await gateway.registerAndVerify();
  const webhook = { url: "http://127.0.0.1:1/nobody" };
  await submit(session_token, { webhook });
  await gateway.runJobs();
  await gateway.app.worker.drain();
  await submit(session_token);
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true, force: true });
});

async function submit(as: string, more: object = {}): Promise<void> {
  const items = Array.from({ length: 4 }, (_, id) => ({
    customer_item_id: `item-${id}`,
    operation: "responses" as const,
    model: "gpt-4o-mini",
    input: { messages: [{ role: "user", content: "Say hello." }] },
  }));
  const text = items.map((item) => `${JSON.stringify(item)}\n`).join("");
  const file = await gateway.request(contract.files.upload, { body: new Blob([text]) }, { as });
  const quote = await gateway.request(
    contract.quotes.createForModel,
    { body: { models: ["gpt-4o-mini"], input_file_id: file.id } },
    { as },
  );
  await gateway.request(
    contract.batches.create,
    { body: { quote_id: quote.quote_id, input_file_id: file.id, ...more } },
    { as, idempotencyKey: `doctor-${quote.quote_id}` },
  );
}

const stored = () => openStoredArtifacts(config().storage);
const config = () => readConfig({ BATCHROUTER_DATA_DIR: folder, BATCHROUTER_SECRET_KEY: keyText });

async function everyCheck(isDeep = false): Promise<Finding[]> {
  const { database } = gateway;
  return [
    await checkMigrations(database),
    await checkClock(database),
    await checkLedger(database),
    await checkOpenBatches(database),
    await checkDeliveries(database),
    await checkDeadJobs(database),
    await checkUnits(database),
    await checkKey(database, config()),
    await checkArtifacts(database, stored(), isDeep),
    await countOrphans(database, stored()),
  ];
}

/** The names of the checks that find something wrong. */
const wrongChecks = async (isDeep?: boolean) =>
  (await everyCheck(isDeep)).filter(({ state }) => state === "wrong").map(({ check }) => check);

/** Does damage past all that guards the tables, looks, and puts it right again. */
async function withDamage(damage: Sql, repair: Sql, isDeep?: boolean): Promise<string[]> {
  const apply = (change: Sql) =>
    gateway.database.transaction((tx) =>
      tx.runScript(sql`set local session_replication_role = replica; ${change}`),
    );
  await apply(damage);
  const found = await wrongChecks(isDeep);
  await apply(repair);
  return found;
}

test("nothing is wrong with a gateway that is well, looked at deeply too", async () => {
  expect(await wrongChecks(true)).toEqual([]);
});

test("a balance that its entries do not add up to is named", async () => {
  expect(
    await withDamage(
      sql`update orgs set balance_micros = balance_micros + 1`,
      sql`update orgs set balance_micros = balance_micros - 1`,
    ),
  ).toEqual(["ledger"]);
});

test("a charge that is not what the batch says is named", async () => {
  expect(
    await withDamage(
      sql`update batches set charged_micros = charged_micros + 1 where completed_at is not null`,
      sql`update batches set charged_micros = charged_micros - 1 where completed_at is not null`,
    ),
  ).toEqual(["ledger"]);
});

test("a batch whose job is gone is named, and so is one whose job is dead", async () => {
  expect(
    await withDamage(
      sql`update jobs set job_key = 'lost ' || job_key where kind = 'plan_batch'`,
      sql`update jobs set job_key = substr(job_key, 6) where kind = 'plan_batch'`,
    ),
  ).toEqual(["open_batches"]);
  expect(
    await withDamage(
      sql`update jobs set state = 'dead', died_at = now(), last_error = 'boom' where kind = 'plan_batch'`,
      sql`update jobs set state = 'waiting', died_at = null where kind = 'plan_batch'`,
    ),
  ).toEqual(["open_batches", "dead_jobs"]);
});

test("a unit that nobody runs any more is named", async () => {
  expect(
    await withDamage(
      sql`
        update batches set is_planned = true, planned_items = 4, planned_units = 1 where completed_at is null;
        insert into batch_units (batch_id, unit, first_item, end_item, first_byte, end_byte, status)
          select id, 0, 0, 4, 0, 1, 'waiting' from batches where completed_at is null`,
      sql`
        delete from batch_units where status = 'waiting';
        update batches set is_planned = false, planned_items = 0, planned_units = 0 where completed_at is null`,
    ),
  ).toEqual(["open_batches"]);
});

test("a delivery that nobody makes is named", async () => {
  expect(
    await withDamage(
      sql`update webhook_deliveries set round = round + 1`,
      sql`update webhook_deliveries set round = round - 1`,
    ),
  ).toEqual(["deliveries"]);
});

test("counts that are not what the units did are named", async () => {
  expect(
    await withDamage(
      sql`update batches set completed = completed - 1 where completed_at is not null`,
      sql`update batches set completed = completed + 1 where completed_at is not null`,
    ),
  ).toEqual(["units"]);
});

test("an output that is gone or cut short is named, and an input with another byte when looked at deeply", async () => {
  const { database } = gateway;
  const [row] = await database.query<{ output: string; input: string }>(sql`
    select output_name as output, storage_key as input
    from batches join files on files.id = input_file_id where completed_at is not null`);
  if (row === undefined) throw new Error("A batch has ended");
  const bytes = await new Response(await storage.open(row.output)).bytes();
  await storage.delete(row.output);
  expect(await wrongChecks()).toEqual(["artifacts"]);
  const write = (key: string, content: Uint8Array) =>
    writeFile(join(folder, "artifacts", key), content);
  await write(row.output, bytes.subarray(1));
  expect(await wrongChecks()).toEqual(["artifacts"]);
  await write(row.output, bytes);

  const input = await new Response(await storage.open(row.input)).bytes();
  await write(
    row.input,
    input.map((byte, at) => (at === 9 ? byte ^ 1 : byte)),
  );
  expect(await wrongChecks(false)).toEqual([]);
  expect(await wrongChecks(true)).toEqual(["artifacts"]);
  await write(row.input, input);
});

test("what belongs to nothing is counted and not blamed", async () => {
  const { database } = gateway;
  const before = await countOrphans(database, stored());
  expect(before).toMatchObject({ state: "ok", message: "0 files belong to nothing." });
  async function* some() {
    yield new Uint8Array(3);
  }
  await storage.write("batches/bat_unknown/output.jsonl", some());
  expect((await countOrphans(database, stored())).message).toBe("1 file belongs to nothing.");
  await storage.delete("batches/bat_unknown/output.jsonl");
});

test("a key that is another, or is gone, is told from the right one", async () => {
  const { database } = gateway;
  const another = readConfig({ BATCHROUTER_SECRET_KEY: "00".repeat(32) });
  expect(await checkKey(database, another)).toMatchObject({ state: "wrong" });
  const none = readConfig({ BATCHROUTER_DATA_DIR: join(folder, "nowhere") });
  expect(await checkKey(database, none)).toMatchObject({ state: "wrong" });
  expect(await checkKey(database, config())).toMatchObject({ state: "ok" });
});

test("a schema that is behind is told from one of a later version", async () => {
  const { database } = gateway;
  const [last] = await database.query<{ name: string; checksum: string }>(
    sql`select name, checksum from schema_migrations order by name desc limit 1`,
  );
  if (last === undefined) throw new Error("Migrations have run");
  await database.query(sql`delete from schema_migrations where name = ${last.name}`);
  const behind = await checkMigrations(database);
  await database.query(
    sql`insert into schema_migrations (name, checksum) values (${last.name}, ${last.checksum}), ('9999-later', '')`,
  );
  const later = await checkMigrations(database);
  await database.query(sql`delete from schema_migrations where name = '9999-later'`);
  expect(behind).toMatchObject({ state: "wrong", fix: expect.stringContaining("migrate") });
  expect(later).toMatchObject({ state: "wrong", message: expect.stringContaining("9999-later") });
});

test("clocks that disagree by more than a second are told", async () => {
  const ahead = () => Date.now() + 5_000;
  expect(await checkClock(gateway.database, ahead)).toMatchObject({ state: "wrong" });
});

test("what looks cannot write", async () => {
  await expect(readOnly(gateway.database, sql`delete from jobs`)).rejects.toThrow("read-only");
});

test("an old Node, a folder that is a file, a lock in use and a port that is taken are told", async () => {
  expect(checkNode("20.18.0").state).toBe("wrong");
  expect(checkNode("20.19.0").state).toBe("ok");
  const file = join(folder, "a-file");
  await writeFile(file, "");
  const inFile = readConfig({ BATCHROUTER_DATA_DIR: join(file, "data") });
  expect(await checkDataFolder(inFile)).toMatchObject([{ state: "wrong" }]);

  const cutShort = join(folder, ".restoring");
  await mkdir(cutShort);
  expect(await checkDataFolder(config())).toMatchObject([{ state: "wrong" }]);
  await rm(cutShort, { recursive: true });

  expect(checkLock(config()).message).toContain("No process");
  const lock = lockDataFolder(join(folder, "database"));
  expect(checkLock(config()).message).toContain(`Process ${process.pid} has`);
  lock.release();
  const dead = { pid: 2 ** 22 + 1, started: null, lock_id: "dead" };
  await writeFile(join(folder, "database.lock"), JSON.stringify(dead));
  expect(checkLock(config()).message).toContain("takes it over");
  await writeFile(join(folder, "database.lock"), "{");
  expect(checkLock(config()).state).toBe("wrong");
  await rm(join(folder, "database.lock"));

  const other = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  if (address === null || typeof address === "string") throw new Error("No port");
  const taken = readConfig({ PORT: String(address.port) });
  expect((await checkPort(taken)).state).toBe("wrong");
  other.close();
  await once(other, "close");
  expect((await checkPort(taken)).state).toBe("ok");
});

test("a bucket is looked at without a write, and one that does not answer is told", async () => {
  const s3 = await startTestS3();
  const bucket = openStoredArtifacts({ kind: "s3", s3: s3.location });
  expect(await checkStorage(bucket)).toMatchObject({ state: "ok" });
  expect(await countOrphans(gateway.database, bucket)).toMatchObject({ state: "ok" });
  // None of this gateway's artifacts is in there.
  expect(await checkArtifacts(gateway.database, bucket, false)).toMatchObject({ state: "wrong" });
  const methods = new Set(s3.seen.map(({ method }) => method));
  expect([...methods].toSorted()).toEqual(["GET", "HEAD"]);
  bucket.end();
  const nowhere = openStoredArtifacts({
    kind: "s3",
    s3: { ...s3.location, bucket: "no-such-bucket" },
  });
  expect(await checkStorage(nowhere)).toMatchObject({ state: "wrong" });
  nowhere.end();
  await s3.close();
});
