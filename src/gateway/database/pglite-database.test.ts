import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";

import { DataFolderInUse } from "./data-folder-lock.ts";
import type { Transaction } from "./database.ts";
import { DatabaseUnavailable } from "./database-error.ts";
import { openPglite, type PgliteDatabase } from "./pglite-database.ts";
import { sql } from "./sql.ts";
import { createTestPglite } from "./test-pglite-database.ts";

let database: PgliteDatabase;

beforeAll(async () => {
  database = await createTestPglite();
  await database.query(sql`create table notes (id integer primary key, text text not null)`);
});

afterAll(() => database.close());

const noteIds = async () =>
  (await database.query<{ id: number }>(sql`select id from notes order by id`)).map(({ id }) => id);

const addNote = (queryable: Pick<Transaction, "query">, id: number) =>
  queryable.query(sql`insert into notes (id, text) values (${id}, 'note')`);

afterEach(async () => {
  await database.query(sql`delete from notes`);
});

test("transactions are served one after the other, in the order asked for, with queries from outside in line", async () => {
  const order: string[] = [];
  const step = async (name: string, id: number) =>
    await database.transaction(async (tx) => {
      await addNote(tx, id);
      order.push(`${name} has begun`);
      await addNote(tx, id + 100);
      order.push(`${name} ends`);
    });
  const outside = async () => {
    const ids = await noteIds();
    order.push(`outside sees ${ids.length}`);
  };
  await Promise.all([step("first", 1), outside(), step("second", 2)]);
  expect(order).toEqual([
    "first has begun",
    "first ends",
    "outside sees 2",
    "second has begun",
    "second ends",
  ]);
});

test("statements of a transaction that are not waited for are run in their order, the first of them behind the beginning", async () => {
  await database.transaction(async (tx) => {
    const ids = [3, 1, 2];
    await Promise.all(ids.map((id) => addNote(tx, id)));
  });
  const rows = await database.query<{ id: number }>(sql`select id from notes order by ctid`);
  expect(rows.map(({ id }) => id)).toEqual([3, 1, 2]);
});

test("a transaction whose first statement fails leaves nothing open behind it", async () => {
  const failing = database.transaction((tx) => tx.query(sql`select 1 / 0`));
  await expect(failing).rejects.toThrow("division by zero");
  await addNote(database, 5);
  await expect(
    database.transaction(async (tx) => {
      await addNote(tx, 6);
      throw new Error("thought better of it");
    }),
  ).rejects.toThrow("thought better of it");
  expect(await noteIds()).toEqual([5]);
});

test("a transaction without a statement ends like any other", async () => {
  const after: string[] = [];
  await database.transaction(async (tx) => {
    tx.afterCommit(() => after.push("after"));
  });
  expect(after).toEqual(["after"]);
});

test("statistics are kept fresh without anyone asking", async () => {
  await database.query(
    sql`insert into notes (id, text) select n, 'note' from generate_series(1, 2000) as n`,
  );
  // The upkeep stands in line before this query.
  const rows = await database.query(
    sql`select reltuples::integer as rows from pg_class where relname = 'notes'`,
  );
  expect(rows).toEqual([{ rows: 2000 }]);
});

describe("the engine's end", () => {
  test("a crash of the worker rejects everything that waits, says so once, and frees the folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "batchrouter-"));
    const dataDir = join(folder, "database");
    const onCrash = vi.fn();
    const template = await database.dump();
    const crashing = await openPglite({ dataDir, template, onCrash });
    const spy = vi.spyOn(Worker.prototype, "postMessage");
    const results = [
      crashing.query(sql`select count(*) from generate_series(1, 10000000)`),
      crashing.transaction((tx) => tx.query(sql`select 1`)),
      crashing.query(sql`select 2`),
    ];
    const settled = Promise.allSettled(results);
    await vi.waitUntil(() => spy.mock.contexts.length > 0);
    // The spy is set on the class, so its context is the worker that was talked to.
    await (spy.mock.contexts[0] as Worker).terminate();
    spy.mockRestore();
    for (const result of await settled) {
      expect(result).toMatchObject({ status: "rejected", reason: expect.any(DatabaseUnavailable) });
    }
    await expect(crashing.query(sql`select 3`)).rejects.toThrow("stopped unexpectedly");
    expect(onCrash).toHaveBeenCalledOnce();
    await crashing.close();
    const reopened = await openPglite({ dataDir });
    expect(await reopened.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
    await reopened.close();
    rmSync(folder, { recursive: true });
  });
});

describe("a folder", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "batchrouter folder-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("keeps what was committed, and serves one opener at a time", async () => {
    const options = { dataDir: join(folder, "kept"), template: await database.dump() };
    const first = await openPglite(options);
    await first.query(sql`insert into notes (id, text) values (1, 'kept')`);
    await expect(openPglite(options)).rejects.toBeInstanceOf(DataFolderInUse);
    await first.close();
    const second = await openPglite(options);
    expect(await second.query(sql`select text from notes`)).toEqual([{ text: "kept" }]);
    await second.close();
  });

  test("begins as another that is closed, and leaves that one alone", async () => {
    const [template, dataDir] = [join(folder, "first"), join(folder, "second")];
    await (await openPglite({ dataDir: template, template: await database.dump() })).close();
    for (const _ of ["first start", "second start"]) {
      const begun = await openPglite({ dataDir, template });
      await begun.query(
        sql`insert into notes (id, text) select count(*)::integer, 'own' from notes`,
      );
      await begun.close();
    }
    const [own, kept] = [await openPglite({ dataDir }), await openPglite({ dataDir: template })];
    expect(await own.query(sql`select count(*)::integer as n from notes`)).toEqual([{ n: 2 }]);
    expect(await kept.query(sql`select count(*)::integer as n from notes`)).toEqual([{ n: 0 }]);
    await Promise.all([own.close(), kept.close()]);
  });

  test("whose first start was cut short is begun again", async () => {
    const dataDir = join(folder, "cut-short");
    const template = await database.dump();
    await (await openPglite({ dataDir, template })).close();
    rmSync(join(dataDir, "global"), { recursive: true });
    writeFileSync(`${dataDir}.unfinished`, "");
    const again = await openPglite({ dataDir, template });
    expect(await again.query(sql`select count(*)::integer as n from notes`)).toEqual([{ n: 0 }]);
    await again.close();
  });

  test("that cannot be opened is an error at once and is not kept locked", async () => {
    const dataDir = join(folder, "broken");
    const template = await database.dump();
    await (await openPglite({ dataDir, template })).close();
    rmSync(join(dataDir, "global"), { recursive: true });
    const open = () => openPglite({ dataDir });
    await expect(open()).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(open()).rejects.toBeInstanceOf(DatabaseUnavailable);
  });
});
