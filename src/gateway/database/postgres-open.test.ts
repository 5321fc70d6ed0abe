import { afterAll, beforeAll, expect, test } from "vitest";

import { DatabaseRefused, openDatabase } from "./open-database.ts";
import { sql } from "./sql.ts";
import { CuttableLine } from "./test-cuttable-line.ts";
import { createTestPostgres, type TestPostgres } from "./test-postgres-database.ts";

let database: TestPostgres;
let line: CuttableLine;
beforeAll(async () => {
  database = await createTestPostgres();
  line = await CuttableLine.open(Number(new URL(database.url).port));
});
afterAll(async () => {
  await line.close();
  await database.close();
});

/** The URL of the test's database with parts of it changed. */
function changed(parts: Partial<Pick<URL, "port" | "pathname" | "username" | "password">>): string {
  return Object.assign(new URL(database.url), parts).href;
}

const said: string[] = [];
const open = (databaseUrl: string, waitMs = 0) =>
  openDatabase(
    { databaseUrl, databasePoolSize: 2, dataDirectory: "unused" },
    { onCrash: (error) => said.push(String(error)), onWaiting: (reason) => said.push(reason) },
    waitMs,
  );

async function refusalOf(databaseUrl: string): Promise<string> {
  const error: unknown = await open(databaseUrl).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DatabaseRefused);
  return (error as DatabaseRefused).message; // just looked at
}

test("a wrong password, a missing database and a missing server are each a sentence without the password", async () => {
  const [password, absent, nowhere] = [
    await refusalOf(changed({ password: "hush" })),
    await refusalOf(changed({ pathname: "/nowhere", password: new URL(database.url).password })),
    await refusalOf(changed({ port: "1" })),
  ];
  expect(password).toMatch(/^PostgreSQL refuses the user or the password of DATABASE_URL \(\S+\)/);
  expect(absent).toMatch(/^The database that DATABASE_URL names \(\S+\/nowhere\) does not exist/);
  expect(nowhere).toMatch(/^No PostgreSQL server answers at \S+ \(.*ECONNREFUSED.*\): start it/);
  for (const sentence of [password, absent, nowhere]) {
    expect(sentence).not.toContain("hush");
    expect(sentence).not.toContain(new URL(database.url).password);
  }
});

test("a server that is not there yet is waited for, and that is said once", async () => {
  line.refuse();
  said.length = 0;
  const opening = open(changed({ port: String(line.port) }), 20_000);
  await expect.poll(() => said.length).toBe(1);
  await line.allow();
  const opened = await opening;
  expect(await opened.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  await opened.close();
  expect(said).toEqual([expect.stringMatching(/^waiting for PostgreSQL at \S+: .*ECONNREFUSED/)]);
});
