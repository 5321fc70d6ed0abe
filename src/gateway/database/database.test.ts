import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import type { Database, Transaction } from "./database.ts";
import { DatabaseError, DatabaseUnavailable, isUniqueViolation } from "./database-error.ts";
import { sql } from "./sql.ts";
import { createTestDatabase } from "./test-database.ts";

/*
 * What every engine promises; the run says which one it is.
 */

let database: Database;

beforeAll(async () => {
  database = await createTestDatabase();
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

  test("of every array type come as arrays of the same, with nulls, quotes, commas and backslashes in place", async () => {
    const odd = ['a,"b"', "NULL", "", "\\", "{}", "line\nbreak", "é", null];
    const at = new Date("1999-12-31T23:59:59.999Z");
    const rows = await database.query(sql`
      select ${odd}::text[] as texts, ${[]}::text[] as none, ${null}::text[] as nothing,
        ${[true, null, false]}::boolean[] as flags, ${[1, null, -2]}::integer[] as ints,
        ${[0.5, null]}::double precision[] as floats, ${[-9_007_199_254_740_993n, null]}::bigint[] as bigs,
        ${[new Uint8Array([0, 255]), null]}::bytea[] as bytes, ${[at, null]}::timestamptz[] as times,
        array[1.50, null]::numeric[] as amounts, array['2026-11-24', null]::date[] as days,
        array['{"a": [1, "}"]}', null]::jsonb[] as json`);
    expect(rows).toEqual([
      {
        texts: odd,
        none: [],
        nothing: null,
        flags: [true, null, false],
        ints: [1, null, -2],
        floats: [0.5, null],
        bigs: [-9_007_199_254_740_993n, null],
        bytes: [new Uint8Array([0, 255]), null],
        times: [at, null],
        amounts: ["1.50", null],
        days: ["2026-11-24", null],
        json: [{ a: [1, "}"] }, null],
      },
    ]);
  });

  test("are written as they are: nothing becomes JSON that was not said to be, and nothing loses a digit", async () => {
    const at = new Date("2026-03-29T01:30:00.001Z");
    const rows = await database.query(sql`
      select ${"[1,2]"}::text as text, jsonb_typeof(${sql.json("[1,2]")}) as kind,
        jsonb_typeof(${sql.json(null)}) as nothing, ${at}::timestamptz = ${at.toISOString()}::timestamptz as same,
        ${2n ** 63n - 1n}::bigint::text as largest, ${0.1}::double precision::text as tenth,
        cardinality(${["a", "b"]}::text[]) as count`);
    expect(rows).toEqual([
      {
        text: "[1,2]",
        kind: "string",
        nothing: "null",
        same: true,
        largest: "9223372036854775807",
        tenth: "0.1",
        count: 2,
      },
    ]);
    await expect(database.query(sql`select ${new Date(Number.NaN)}::timestamptz`)).rejects.toThrow(
      "Invalid time value",
    );
  });

  test("in their thousands travel in one statement", async () => {
    const ids = Array.from({ length: 5_000 }, (_, id) => id);
    await database.query(
      sql`insert into notes (id, text) select id, repeat('x', 100) from unnest(${ids}::integer[]) as id`,
    );
    expect(await noteIds()).toEqual(ids);
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

  test("an error tells the statement and none of its values", async () => {
    const error = await database
      .query(sql`select * from nowhere where secret = ${"hush"}`)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "42P01",
      statement: "select * from nowhere where secret = $1",
    });
    expect(JSON.stringify(error) + String(error)).not.toContain("hush");
  });

  test("one query is one statement", async () => {
    await expect(database.query(sql`select 1; select 2`)).rejects.toMatchObject({ code: "42601" });
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

  test("take statements that are asked for at the same time, one after the other", async () => {
    const ids = await database.transaction(async (tx) => {
      await Promise.all([1, 2, 3, 4].map((id) => addNote(tx, id)));
      return tx.query(sql`select id from notes order by id`);
    });
    expect(ids).toEqual([1, 2, 3, 4].map((id) => ({ id })));
  });

  test("run scripts of several statements, which take no parameters", async () => {
    await database.transaction((tx) =>
      tx.runScript(sql`insert into notes values (1, 'a'); insert into notes values (2, 'b')`),
    );
    expect(await noteIds()).toEqual([1, 2]);
    await expect(
      database.transaction((tx) => tx.runScript(sql`insert into notes values (${3}, 'c')`)),
    ).rejects.toThrow("no parameters");
  });

  test("that count in one row at the same time lose no count", async () => {
    await addNote(database, 0);
    const add = () =>
      database.transaction(async (tx) => {
        const [row] = await tx.query<{ text: string }>(
          sql`select text from notes where id = 0 for update`,
        );
        await tx.query(sql`update notes set text = ${`${row?.text}+`} where id = 0`);
      });
    await Promise.all(Array.from({ length: 25 }, add));
    expect(await database.query(sql`select text from notes`)).toEqual([
      { text: `note${"+".repeat(25)}` },
    ]);
  });

  test("that run at the same time in both orders over two rows all commit", async () => {
    await addNote(database, 1);
    await addNote(database, 2);
    const both = (first: number, second: number) =>
      database.transaction(async (tx) => {
        for (const id of [first, second])
          await tx.query(sql`update notes set text = text || '+' where id = ${id}`);
      });
    await Promise.all(
      Array.from({ length: 6 }, (_, at) => (at % 2 === 0 ? both(1, 2) : both(2, 1))),
    );
    const text = `note${"+".repeat(6)}`;
    expect(await database.query(sql`select text from notes order by id`)).toEqual([
      { text },
      { text },
    ]);
  });
});

test("closing answers what was asked before, then refuses; closing twice is harmless", async () => {
  const closing = await createTestDatabase();
  const [query, transaction] = [
    closing.query(sql`select 1 as one`),
    closing.transaction((tx) => tx.query(sql`select 2 as two`)),
  ];
  const closed = closing.close();
  expect(await query).toEqual([{ one: 1 }]);
  expect(await transaction).toEqual([{ two: 2 }]);
  await closed;
  await closing.close();
  await expect(closing.query(sql`select 1`)).rejects.toBeInstanceOf(DatabaseUnavailable);
  await expect(closing.transaction(async () => 1)).rejects.toBeInstanceOf(DatabaseUnavailable);
});
