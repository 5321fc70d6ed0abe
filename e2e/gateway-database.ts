import { randomUUID } from "node:crypto";
import { Client } from "pg";

/** A database on the run's PostgreSQL server, for one gateway. */
export interface GatewayDatabase {
  url: string;
  /** Removes all that it holds. */
  empty(): Promise<void>;
  /** Removes it. */
  dispose(): Promise<void>;
}

/** Whether the run is on PostgreSQL; its server's URL stands in the environment then. */
export const isOnPostgres = process.env["BATCHROUTER_TEST_ENGINE"] === "postgres";

/** An empty database; null where gateways keep an embedded one in their folders. */
export async function createGatewayDatabase(): Promise<GatewayDatabase | null> {
  if (!isOnPostgres) return null;
  const server = process.env["BATCHROUTER_TEST_DATABASE_URL"] ?? "";
  const name = `batchrouter_e2e_${randomUUID().replaceAll("-", "")}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const run = async (...statements: string[]): Promise<void> => {
    const client = new Client({ connectionString: server });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const [create, drop] = [
    `create database ${name}`,
    `drop database if exists ${name} with (force)`,
  ];
  await run(create);
  return { url: url.href, empty: () => run(drop, create), dispose: () => run(drop) };
}
