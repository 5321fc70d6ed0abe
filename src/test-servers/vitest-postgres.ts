import { PostgresServer } from "./postgres-server.ts";

/** For vitest: one server for the whole run, ended with it; none when `BATCHROUTER_TEST_DATABASE_URL` names one. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.BATCHROUTER_TEST_DATABASE_URL) return undefined;
  const server = await PostgresServer.create();
  process.env.BATCHROUTER_TEST_DATABASE_URL = server.url();
  return () => server.dispose();
}
