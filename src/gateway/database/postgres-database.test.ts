import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { ConnectionLost, DatabaseUnavailable, OutcomeUnknown } from "./database-error.ts";
import { PostgresDatabase } from "./postgres-database.ts";
import { sql } from "./sql.ts";
import { CuttableLine } from "./test-cuttable-line.ts";
import { createTestPostgres, type TestPostgres } from "./test-postgres-database.ts";

let database: TestPostgres;
/** Somebody else's connections to the same database. */
let other: PostgresDatabase;

beforeAll(async () => {
  database = await createTestPostgres();
  await database.query(sql`create table notes (id integer primary key, text text not null)`);
  other = new PostgresDatabase({ url: database.url, poolSize: 4 });
});
afterAll(async () => {
  await other.close();
  await database.close();
});
afterEach(async () => void (await database.query(sql`delete from notes`)));

const addNote = sql`insert into notes (id, text) values (1, 'note')`;
const countNotes = async () => (await database.query(sql`select 1 as one from notes`)).length;

/** Ends the connection that asks, as a server does that is being stopped. */
const endConnection = sql`select pg_terminate_backend(pg_backend_pid())`;

test("transactions see only what others have committed, and run at the same time", async () => {
  await database.transaction(async (tx) => {
    await tx.query(addNote);
    const [outside] = await other.query<{ count: number }>(
      sql`select count(*)::integer as count from notes`,
    );
    expect(outside).toEqual({ count: 0 });
  });
  expect(await countNotes()).toBe(1);
});

test("the server knows who asks, and gives up on those who idle in a transaction", async () => {
  const [session] = await database.query(sql`
    select current_setting('application_name') as name, current_setting('TimeZone') as zone,
      current_setting('statement_timeout') as statements,
      current_setting('idle_in_transaction_session_timeout') as idle`);
  expect(session).toEqual({ name: "batchrouter", zone: "UTC", statements: "20s", idle: "5s" });
});

describe("a connection that is lost", () => {
  test("before the commit has rolled everything back: the work is done again, once", async () => {
    let tries = 0;
    let commits = 0;
    await database.transaction(async (tx) => {
      tries += 1;
      tx.afterCommit(() => (commits += 1));
      await tx.query(addNote);
      if (tries === 1) await tx.query(endConnection);
    });
    expect({ tries, commits, notes: await countNotes() }).toEqual({
      tries: 2,
      commits: 1,
      notes: 1,
    });
  });

  test("each time is given up in the end, with an error that says so", async () => {
    const work = database.transaction((tx) => tx.query(endConnection));
    await expect(work).rejects.toBeInstanceOf(ConnectionLost);
    expect(await countNotes()).toBe(0);
  });

  test("during a statement alone leaves open whether it took effect", async () => {
    await expect(database.query(endConnection)).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(await countNotes()).toBe(0);
  });

  test("while nobody uses it is replaced without anybody noticing", async () => {
    await Promise.all(Array.from({ length: 4 }, () => other.query(sql`select 1`)));
    await database.query(sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);
    await expect
      .poll(() => other.query(sql`select 1 as one`).catch(() => []))
      .toEqual([{ one: 1 }]);
  });
});

describe("over a line that can be cut", () => {
  let line: CuttableLine;
  let remote: PostgresDatabase;
  beforeAll(async () => {
    line = await CuttableLine.open(Number(new URL(database.url).port));
    const url = new URL(database.url);
    url.port = String(line.port);
    remote = new PostgresDatabase({ url: url.href, poolSize: 2 });
  });
  afterAll(async () => {
    await remote.close();
    await line.close();
  });

  test("a commit whose answer is lost is neither done again nor taken for a failure", async () => {
    let tries = 0;
    let isToldOfCommit = false;
    const work = remote.transaction(async (tx) => {
      tries += 1;
      tx.afterCommit(() => (isToldOfCommit = true));
      await tx.query(addNote);
      line.loseAnswers();
    });
    await expect.poll(countNotes).toBe(1);
    line.cut();
    await expect(work).rejects.toBeInstanceOf(OutcomeUnknown);
    expect({ tries, isToldOfCommit }).toEqual({ tries: 1, isToldOfCommit: false });
    expect(await remote.query(sql`select id from notes`)).toEqual([{ id: 1 }]);
  });

  test("a server that is not there is an error at once, and used again when it is back", async () => {
    line.refuse();
    for (let asked = 0; asked < 5; asked += 1) {
      await expect(remote.query(sql`select 1`)).rejects.toBeInstanceOf(DatabaseUnavailable);
    }
    await line.allow();
    expect(await remote.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });
});
