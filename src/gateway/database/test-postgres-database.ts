import { createHash, randomUUID } from "node:crypto";
import { Client } from "pg";

import { checksumOf, migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import { PostgresDatabase } from "./postgres-database.ts";

/** Two test files run at a time, each with a few databases, on a server that takes 200 connections. */
const TEST_POOL_SIZE = 10;
/** Whoever makes a template waits for the one before. */
const TEMPLATE_LOCK = 5_120_877_301;

/** A database of its own on the run's PostgreSQL server; closing it removes it. */
export class TestPostgres extends PostgresDatabase {
  readonly url: string;

  constructor(url: string, poolSize = TEST_POOL_SIZE) {
    super({ url, poolSize });
    this.url = url;
  }

  override async close(): Promise<void> {
    await super.close();
    const name = new URL(this.url).pathname.slice(1);
    await asAdministrator((client) =>
      client.query(`drop database if exists "${name}" with (force)`),
    );
  }
}

/**
 * A database with the given schema and no rows, whatever engine the run is on; close it afterwards. Copied from
 * a template that is made once for each set of migrations.
 */
export async function createTestPostgres(
  schema: readonly Migration[] = migrations,
): Promise<TestPostgres> {
  const name = `batchrouter_test_${randomUUID().replaceAll("-", "")}`;
  await asAdministrator(async (client) => {
    const template = await ensureTemplate(client, schema);
    await client.query(`create database "${name}" template "${template}"`);
  });
  return new TestPostgres(urlOf(name));
}

async function ensureTemplate(client: Client, schema: readonly Migration[]): Promise<string> {
  const name = templateName(schema);
  if (await isThere(client, name)) return name;
  await client.query(`select pg_advisory_lock(${TEMPLATE_LOCK})`);
  if (!(await isThere(client, name))) {
    const draft = `${name}_draft`;
    await client.query(`drop database if exists "${draft}" with (force)`);
    await client.query(`create database "${draft}"`);
    const database = new PostgresDatabase({ url: urlOf(draft), poolSize: 1 });
    await migrate(database, schema).finally(() => database.close());
    await client.query(`alter database "${draft}" rename to "${name}"`);
  }
  await client.query(`select pg_advisory_unlock(${TEMPLATE_LOCK})`);
  return name;
}

async function isThere(client: Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
  return rowCount === 1;
}

/** Named after everything that the template is made of, so that it is never stale. */
function templateName(schema: readonly Migration[]): string {
  const hash = createHash("sha256");
  for (const migration of schema) hash.update(migration.name).update(checksumOf(migration));
  return `batchrouter_template_${hash.digest("hex").slice(0, 16)}`;
}

async function asAdministrator<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(name: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.href;
}

function serverUrl(): string {
  const url = process.env.BATCHROUTER_TEST_DATABASE_URL;
  if (!url)
    throw new Error("Tests on PostgreSQL run by `npm run test:postgres`, which brings a server.");
  return url;
}
