import fc from "fast-check";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { PgliteDatabase } from "./pglite-database.ts";
import { readKey } from "./pglite-reads.ts";
import { sql, type Sql, type SqlValue } from "./sql.ts";
import { createTestPglite } from "./test-pglite-database.ts";

let database: PgliteDatabase;
beforeAll(async () => {
  database = await createTestPglite();
  await database.query(sql`create table counters (id integer primary key, value integer not null)`);
});
beforeEach(async () => {
  await database.query(sql`delete from counters`);
  await database.query(sql`insert into counters select n, 0 from generate_series(1, 3) as n`);
});
afterAll(() => database.close());

const valueOf = async (id: number): Promise<number | undefined> => {
  const [row] = await database.query<{ value: number }>(
    sql`select value from counters where id = ${id}`,
  );
  return row?.value;
};

/** How often the engine is asked while `work` goes on. */
async function askedDuring(work: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(Worker.prototype, "postMessage");
  try {
    await work();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
}

describe("reads of the embedded engine", () => {
  test("are asked once for as long as nothing is written, also by several at a time", async () => {
    const asked = await askedDuring(async () => {
      await Promise.all([valueOf(1), valueOf(1), valueOf(1)]);
      await valueOf(1);
      await valueOf(2);
    });
    expect(asked).toBe(2);
  });

  test("see every write that was asked for before them and every transaction that was answered, whatever the order of the answers", async () => {
    const step = fc.record({
      id: fc.integer({ min: 1, max: 3 }),
      kind: fc.constantFrom("read", "write", "transaction"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        await database.query(sql`update counters set value = 0`);
        const expected = new Map<number, number>();
        const checks: Promise<unknown>[] = [];
        for (const { id, kind } of steps) {
          const change = sql`update counters set value = value + 1 where id = ${id}`;
          if (kind === "read")
            checks.push(expect(valueOf(id)).resolves.toBe(expected.get(id) ?? 0));
          else {
            expected.set(id, (expected.get(id) ?? 0) + 1);
            if (kind === "write") checks.push(database.query(change));
            else await database.transaction((tx) => tx.query(change));
          }
        }
        await Promise.all(checks);
      }),
      { numRuns: 60 },
    );
  });

  test("see what a transaction commits as soon as it has asked for it", async () => {
    expect(await valueOf(1)).toBe(0);
    let tell = (): void => undefined;
    const isAskedFor = new Promise<void>((resolve) => (tell = resolve));
    const seen = isAskedFor.then(() => valueOf(1));
    await database.transaction(async (tx) => {
      const writing = tx.query(sql`update counters set value = 7 where id = 1`);
      tell();
      await writing;
    });
    expect(await seen).toBe(7);
  });

  test("are kept while other tables are written to", async () => {
    const users = () => database.query(sql`select id from users where id = ${"usr_1"}`);
    const orgs = () => database.query(sql`select balance_micros from orgs where id = ${"org_1"}`);
    const touch = {
      other: sql`update jobs set attempts = attempts where id = ${0}`,
      own: sql`update users set email = email where id = ${"usr_1"}`,
      byTrigger: sql`insert into ledger_entries (id) select id from ledger_entries where false`,
    };
    const askedAfter = async (statement: Sql) => {
      await Promise.all([users(), orgs()]);
      await database.transaction((tx) => tx.query(statement));
      return askedDuring(() => Promise.all([users(), orgs()]));
    };
    expect(await askedAfter(touch.other)).toBe(0);
    expect(await askedAfter(touch.own)).toBe(1);
    expect(await askedAfter(touch.byTrigger)).toBe(1);
  });

  test("that fail are asked again", async () => {
    const failing = () => database.query(sql`select 1 / value from counters`);
    await expect(failing()).rejects.toThrow("division by zero");
    expect(await askedDuring(() => failing().catch(() => undefined))).toBe(1);
  });

  test("that lock or change something are always asked", async () => {
    const locking = () => database.query(sql`select id from counters order by id for update`);
    const changing = () =>
      database.query(sql`with gone as (delete from counters returning id) select id from gone`);
    expect(await askedDuring(async () => [await locking(), await locking()])).toBe(2);
    expect(await changing()).toHaveLength(3);
    expect(await changing()).toHaveLength(0);
  });

  test("of many rows are not kept", async () => {
    const many = () => database.query(sql`select n from generate_series(1, 1000) as n`);
    expect(await askedDuring(async () => [await many(), await many()])).toBe(2);
  });

  test("give each caller a list of its own, of rows that nobody can change under the others", async () => {
    const read = () =>
      database.query<{ body: { list: number[] } }>(sql`select '{"list": [1]}'::jsonb as body`);
    const first = await read();
    expect(() => first[0]?.body.list.push(2)).toThrow(TypeError);
    first.pop();
    expect(await read()).toEqual([{ body: { list: [1] } }]);
  });
});

test("two statements have one key only when text and values are the same", () => {
  const values = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.integer({ min: 0, max: 3 }),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(0n, 1n),
    fc.constantFrom(new Date(0), new Date(1)),
    fc.array(fc.string({ maxLength: 2 }), { maxLength: 2 }),
  );
  const list = fc.array(values, { minLength: 1, maxLength: 3 });
  const statement = (parts: readonly SqlValue[]) =>
    sql`select ${sql.join(parts.map((part) => sql`${part}`))}`;
  const named = (parts: readonly SqlValue[]) =>
    parts.map((part) =>
      JSON.stringify([
        typeof part,
        part instanceof Date,
        typeof part === "bigint" ? `${part}` : part,
      ]),
    );
  fc.assert(
    fc.property(list, list, (left, right) => {
      const isSame = JSON.stringify(named(left)) === JSON.stringify(named(right));
      expect(readKey(statement(left)) === readKey(statement(right))).toBe(isSame);
    }),
    { numRuns: 5_000 },
  );
});

test("bytes, which are not cheaply told apart, make a read that is always asked", () => {
  expect(readKey(sql`select ${new Uint8Array(2)}`)).toBeUndefined();
});
