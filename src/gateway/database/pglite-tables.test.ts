import { expect, test } from "vitest";
import { namedTables, TABLES, writtenTables } from "./pglite-tables.ts";
import { sql } from "./sql.ts";
import { createTestPglite } from "./test-pglite-database.ts";

test("the schema has no function but those of its triggers, so that what selects writes nothing", async () => {
  const database = await createTestPglite();
  const functions = await database.query(sql`
    select proname from pg_proc
    where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype`);
  expect(functions).toEqual([]);
  await database.close();
});

test("the tables are those of the schema, each with what changes along with it", async () => {
  const database = await createTestPglite();
  const tables = await database.query<{ name: string; along: string[] }>(sql`
    select relname::text as name, array(
      select child.relname::text from pg_constraint join pg_class child on child.oid = conrelid
      where confrelid = parent.oid and contype = 'f' and (confdeltype <> 'a' or confupdtype <> 'a')) as along
    from pg_class parent
    where relkind in ('r', 'p', 'v', 'm', 'f') and relnamespace = 'public'::regnamespace`);
  const triggers = await database.query<{ name: string; body: string }>(sql`
    select tgrelid::regclass::text as name, prosrc as body
    from pg_trigger join pg_proc on pg_proc.oid = tgfoid where not tgisinternal`);
  const schema = Object.fromEntries(tables.map(({ name, along }) => [name, new Set(along)]));
  for (const { name, body } of triggers)
    for (const table of namedTables(body)) schema[name]?.add(table);
  const sorted = (of: Iterable<[string, Iterable<string>]>) =>
    Object.fromEntries([...of].map(([name, along]) => [name, [...along].toSorted()]));
  expect(sorted(Object.entries(TABLES))).toEqual(sorted(Object.entries(schema)));
  await database.close();
});

test.each([
  ["update jobs set attempt = attempt + 1 where id = $1", ["jobs"]],
  ["begin", []],
  ["select id from batches where id = $1 for update", []],
  [
    "with ended as (delete from registrations returning id) select id from ended",
    ["email_tokens", "registrations"],
  ],
  ["insert into ledger_entries (id) values ($1)", ["ledger_entries", "orgs"]],
  ["delete from batch_units where batch_id = $1", ["batch_units", "upstream_batches"]],
])("%s writes to %j", (text, tables) =>
  expect([...(writtenTables(text) ?? ["any"])].toSorted()).toEqual(tables),
);

test.each([
  "truncate jobs cascade",
  "alter table jobs add column more integer",
  "do $$ begin execute 'delete from jobs'; end $$",
  "update counters set value = 1",
])("%s may write to any", (text) => expect(writtenTables(text)).toBeNull());
