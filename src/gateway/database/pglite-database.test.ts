import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";

import { DataFolderInUse } from "./data-folder-lock.ts";
import type { Transaction } from "./database.ts";
import { DatabaseError, DatabaseUnavailable, isUniqueViolation } from "./database-error.ts";
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

describe("values", () => {
  test("come back as the types that every engine promises", async () => {
    const at = new Date("2026-11-24T10:20:30.123Z");
    const bytes = new Uint8Array([0, 1, 255]);
    const rows = await database.query(sql`
      select ${9_007_199_254_740_993n}::bigint as big, ${at}::timestamptz as at, ${bytes}::bytea as bytes,
        ${sql.json({ a: [1, "é"] })} as json, ${[1n, null, 3n]}::bigint[] as bigs,
        ${['a,"b', "null", null]}::text[] as texts, ${[at, null]}::timestamptz[] as times,
        ${true}::boolean as yes, ${1.5}::double precision as float, 7::integer as int,
        1.50::numeric(9, 2) as money, date '2026-11-24' as day, null as nothing
    `);
    expect(rows).toEqual([
      {
        big: 9_007_199_254_740_993n,
        at,
        bytes,
        json: { a: [1, "é"] },
        bigs: [1n, null, 3n],
        texts: ['a,"b', "null", null],
        times: [at, null],
        yes: true,
        float: 1.5,
        int: 7,
        money: "1.50",
        day: "2026-11-24",
        nothing: null,
      },
    ]);
  });

  test("a refused statement tells its code and constraint, and the next one works", async () => {
    await addNote(database, 1);
    const error = await addNote(database, 1).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ code: "23505", constraint: "notes_pkey", table: "notes" });
    expect(isUniqueViolation(error, "notes_pkey")).toBe(true);
    expect(isUniqueViolation(error, "another")).toBe(false);
    expect(await noteIds()).toEqual([1]);
  });
});

describe("transactions", () => {
  test("commit what the work did and return what it returned", async () => {
    const result = await database.transaction(async (tx) => {
      await addNote(tx, 1);
      await addNote(tx, 2);
      return "done";
    });
    expect(result).toBe("done");
    expect(await noteIds()).toEqual([1, 2]);
  });

  test("roll back all of it when the work throws, and throw the same error", async () => {
    const reason = new Error("changed my mind");
    const work = database.transaction(async (tx) => {
      await addNote(tx, 1);
      throw reason;
    });
    await expect(work).rejects.toBe(reason);
    expect(await noteIds()).toEqual([]);
  });

  test("reject when a failed statement was ignored, because nothing was committed", async () => {
    const work = database.transaction(async (tx) => {
      await addNote(tx, 1);
      await addNote(tx, 1).catch(() => undefined);
    });
    await expect(work).rejects.toThrow("rolled back");
    expect(await noteIds()).toEqual([]);
  });

  test("are served one after the other, in the order asked for, with queries from outside in line", async () => {
    const order: string[] = [];
    const step = async (name: string, id: number) =>
      await database.transaction(async (tx) => {
        order.push(`${name} begins`);
        await addNote(tx, id);
        await addNote(tx, id + 100);
        order.push(`${name} ends`);
      });
    const outside = async () => {
      const ids = await noteIds();
      order.push(`outside sees ${ids.length}`);
    };
    await Promise.all([step("first", 1), outside(), step("second", 2)]);
    expect(order).toEqual([
      "first begins",
      "first ends",
      "outside sees 2",
      "second begins",
      "second ends",
    ]);
  });

  test("refuse the database itself inside, which would wait for ever", async () => {
    const work = database.transaction(() => noteIds());
    await expect(work).rejects.toThrow("inside a transaction");
    await expect(
      database.transaction(() => database.transaction(async () => undefined)),
    ).rejects.toThrow("inside a transaction");
    expect(await noteIds()).toEqual([]);
  });

  test("leave handles that cannot be used after the end", async () => {
    const kept = await database.transaction(async (tx) => tx);
    await expect(addNote(kept, 1)).rejects.toThrow("has ended");
    expect(() => kept.afterCommit(() => undefined)).toThrow("has ended");
  });

  test("call back after a commit, before anyone hears of it, and not after a rollback", async () => {
    const calls: string[] = [];
    const withCallback = (name: string, work: () => void) =>
      database.transaction(async (tx) => {
        tx.afterCommit(() => calls.push(name));
        work();
        await addNote(tx, 1);
      });
    await withCallback("committed", () => expect(calls).toEqual([]));
    expect(calls).toEqual(["committed"]);
    // The note is there already, so this one fails.
    await expect(withCallback("rolled back", () => undefined)).rejects.toThrow("duplicate key");
    expect(calls).toEqual(["committed"]);
  });

  test("let what they started use the database once they have ended", async () => {
    let later: Promise<number[]> | undefined;
    await database.transaction(async (tx) => {
      await addNote(tx, 1);
      tx.afterCommit(() => {
        later = Promise.resolve().then(noteIds);
      });
    });
    expect(await later).toEqual([1]);
  });
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

  test("closing answers what stands in line, then refuses; closing twice is harmless", async () => {
    const closing = await createTestPglite();
    const last = closing.query(sql`select 1 as one`);
    const closed = closing.close();
    expect(await last).toEqual([{ one: 1 }]);
    await closed;
    await closing.close();
    await expect(closing.query(sql`select 1`)).rejects.toBeInstanceOf(DatabaseUnavailable);
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
