import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import type { Database } from "./database.ts";
import { sql } from "./sql.ts";
import { createTestDatabase } from "./test-database.ts";

let database: Database;

beforeAll(async () => {
  database = await createTestDatabase([]);
});

beforeEach(() =>
  database.transaction((tx) => tx.runScript(sql`drop schema public cascade; create schema public`)),
);

afterAll(() => database.close());

const first = migrations.slice(0, 1);
const colours: Migration = {
  name: "0002-colours",
  script: sql`create table colours (name text); insert into colours values ('red')`,
};
const broken: Migration = {
  name: "0003-broken",
  script: sql`create table shapes (name text); select 1 / 0`,
};

const tableNames = async () => {
  const rows = await database.query<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public' order by name`,
  );
  return rows.map(({ name }) => name);
};

test("every migration is listed once, and in the order of its number", () => {
  const names = migrations.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)].toSorted());
  const numbers = names.map((name) => Number(/^(\d{4})-[a-z0-9-]+$/.exec(name)?.[1]));
  expect(numbers).toEqual(names.map((_, index) => index + 1));
});

test("an empty database gets the whole schema, and a second run finds nothing to do", async () => {
  expect(await migrate(database)).toEqual(migrations.map(({ name }) => name));
  expect(await tableNames()).toEqual(expect.arrayContaining(["jobs", "schema_migrations"]));
  expect(await migrate(database)).toEqual([]);
});

test("a new migration runs alone on a database that has the earlier ones", async () => {
  await migrate(database, first);
  expect(await migrate(database, [...first, colours])).toEqual(["0002-colours"]);
  expect(await database.query(sql`select name from colours`)).toEqual([{ name: "red" }]);
});

test("of several that start at once, one migrates and the others find it done", async () => {
  const list = [...first, colours];
  const runs = await Promise.all([1, 2, 3, 4].map(() => migrate(database, list)));
  expect(runs.flat()).toEqual(list.map(({ name }) => name));
  expect(await database.query(sql`select name from colours`)).toHaveLength(1);
});

test("a migration that fails leaves the database as it was", async () => {
  await migrate(database, first);
  const before = await tableNames();
  await expect(migrate(database, [...first, colours, broken])).rejects.toThrow("division by zero");
  expect(await tableNames()).toEqual(before);
});

test("a database of a later version is refused by the name of what it holds", async () => {
  await migrate(database, [...first, colours]);
  await expect(migrate(database, first)).rejects.toThrow("0002-colours");
});

test("a migration that was edited after it ran is refused, one that was only laid out anew is not", async () => {
  await migrate(database, [...first, colours]);
  const edited = { ...colours, script: sql`create table colours (name text)` };
  await expect(migrate(database, [...first, edited])).rejects.toThrow("was edited");
  const relaid = {
    ...colours,
    script: sql`
      create table colours (name text);
      insert into colours values ('red')
    `,
  };
  expect(await migrate(database, [...first, relaid])).toEqual([]);
});
