import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PgliteStatements } from "./pglite-statements.ts";

let database: PGlite;
let statements: PgliteStatements;
beforeAll(async () => {
  database = await PGlite.create();
});
beforeEach(async () => {
  await database.exec(
    `deallocate all; drop table if exists things; create table things (id integer, text text)`,
  );
  statements = new PgliteStatements(database, 3);
});
afterAll(() => database.close());

async function keptTexts(): Promise<string[]> {
  const { rows } = await database.query<{ statement: string }>(
    "select statement from pg_prepared_statements order by statement",
  );
  return rows.map(({ statement }) => statement);
}

test("a statement runs again with other values, nulls and quotes among them", async () => {
  const insert = "insert into things (id, text) values ($1, $2), ($1, 'more')";
  for (const [id, text] of [
    [1, "it's"],
    [2, null],
    [null, '\\"'],
  ] as const)
    expect(await statements.query(insert, [id, text])).toEqual({
      rows: [],
      command: "INSERT",
      changedRows: 2,
    });
  expect(await statements.query("select * from things where text <> 'more'", [])).toEqual({
    rows: [
      { id: 1, text: "it's" },
      { id: null, text: '\\"' },
    ],
    command: "SELECT",
    changedRows: 0,
  });
  expect(await statements.query("update things set id = id + 1 where id = $1", [2])).toMatchObject({
    command: "UPDATE",
    changedRows: 2,
  });
});

test.each([
  ["a statement", () => statements.query("alter table things add column more integer", [])],
  [
    "a script",
    async () => {
      await database.exec("alter table things add column more integer");
      await statements.forget();
    },
  ],
])("after %s that changes tables a kept statement gives their new columns", async (_, change) => {
  await statements.query("insert into things (id) values (1)", []);
  expect((await statements.query("select * from things", [])).rows).toEqual([
    { id: 1, text: null },
  ]);
  await change();
  expect((await statements.query("select * from things", [])).rows).toEqual([
    { id: 1, text: null, more: null },
  ]);
});

test("a statement that fails is told of by its code, and the next ones run", async () => {
  const divide = "select 1 / $1::integer as part";
  await expect(statements.query(divide, [0])).rejects.toMatchObject({ code: "22012" });
  await expect(statements.query("selec 1", [])).rejects.toMatchObject({ code: "42601" });
  await expect(statements.query("select 1, 2; select 3", [])).rejects.toMatchObject({
    code: "42601",
  });
  expect((await statements.query(divide, [1])).rows).toEqual([{ part: 1 }]);
});

test("a statement that begins a transaction is part of it, also when it fails", async () => {
  const insert = "insert into things (id) values ($1)";
  await statements.query(insert, [1], true);
  await statements.query(insert, [2]);
  expect(await statements.query("rollback", [])).toMatchObject({ command: "ROLLBACK" });
  expect((await statements.query("select * from things", [])).rows).toEqual([]);
  await expect(statements.query("select 1 / $1::integer", [0], true)).rejects.toThrow("zero");
  await expect(statements.query(insert, [1])).rejects.toMatchObject({ code: "25P02" });
  expect(await statements.query("commit", [])).toMatchObject({ command: "ROLLBACK" });
});

test("the engine keeps so many statements and no more, those that were used last", async () => {
  for (const column of ["a", "b", "c", "a", "d"])
    await statements.query(`select 1 as ${column}`, []);
  expect(await keptTexts()).toEqual(["select 1 as a", "select 1 as c", "select 1 as d"]);
  await statements.forget();
  expect(await keptTexts()).toEqual([]);
});
