import { openPglite } from "#gateway/database/pglite-database.ts";
import { sql } from "#gateway/database/sql.ts";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestPlace, type TestPlace } from "./place-for-tests.ts";

let place: TestPlace;
beforeAll(async () => {
  place = await createTestPlace();
});
afterAll(() => place.remove());

test.each([
  [[]],
  [["start"]],
  [["backup"]],
  [["backup", "one", "two"]],
  [["migrate", "folder"]],
  [["backup", "folder", "--force"]],
  [["doctor", "--fast"]],
  [["toString"]],
])("called as %j it shows the usage and exits with 2", async (words) => {
  expect(await place.run("none", words)).toMatchObject({
    exitCode: 2,
    text: expect.stringContaining("Usage: npm run gateway"),
  });
});

test("--help shows the usage and exits with 0", async () => {
  expect(await place.run("none", ["--help"])).toMatchObject({ exitCode: 0 });
  expect(await place.run("none", ["backup", "--help"])).toMatchObject({ exitCode: 0 });
});

test("a mistake in the environment is a sentence, for the doctor one of its lines", async () => {
  const mistaken = { PORT: "http" };
  for (const words of [["migrate"], ["doctor"]]) {
    const { exitCode, text } = await place.run("none", words, mistaken);
    expect(exitCode).toBe(1);
    expect(text).toContain("PORT must be a whole number");
    expect(text).not.toContain("    at ");
  }
});

test("a catalog that is not there is named, without a stack", async () => {
  const path = place.path("no-catalog.json");
  const { exitCode, text } = await place.run("none", ["prices"], { BATCHROUTER_CATALOG: path });
  expect(exitCode).toBe(1);
  expect(text).toContain(`${path} is not a usable catalog`);
  expect(text).not.toContain("    at ");
});

test("backup and restore of a PostgreSQL gateway say what to use instead", async () => {
  const server = { DATABASE_URL: "postgres://user:password@127.0.0.1:1/batchrouter" };
  for (const words of [
    ["backup", "folder"],
    ["restore", place.path("none")],
  ]) {
    const { exitCode, text } = await place.run("none", words, server);
    expect(exitCode).toBe(1);
    expect(text).toContain("pg_dump");
    expect(text).not.toContain("password");
  }
});

describe("migrate", () => {
  test("says what it ran, that nothing was left to run, and that a later version made the database", async () => {
    const first = await place.run("fresh", ["migrate"]);
    expect(first).toMatchObject({ exitCode: 0, text: expect.stringContaining("ran 0001-jobs") });
    const second = await place.run("fresh", ["migrate"]);
    expect(second).toEqual({ exitCode: 0, text: "The database is up to date already." });
    const database = await openPglite({ dataDir: join(place.path("fresh"), "database") });
    await database.query(
      sql`insert into schema_migrations (name, checksum) values ('9999-later', '')`,
    );
    await database.close();
    const later = await place.run("fresh", ["migrate"]);
    expect(later).toMatchObject({ exitCode: 1, text: expect.stringContaining("9999-later") });
    expect(later.text).not.toContain("    at ");
  }, 120_000);
});
