import { PGlite } from "@electric-sql/pglite";
import { Client } from "pg";

/** A database looked at from outside, after the run: what no API tells, as that no job is dead. */
export interface Store {
  query<Row extends object>(text: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** The server's database, or where there is none the folder of the embedded one, which nobody else may have open. */
export async function openStore(url: string | null, folder: string): Promise<Store> {
  if (url === null) {
    const database = await PGlite.create(folder);
    return {
      query: async <Row extends object>(text: string) => (await database.query<Row>(text)).rows,
      close: () => database.close(),
    };
  }
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    query: async <Row extends object>(text: string) => (await client.query<Row>(text)).rows,
    close: () => client.end(),
  };
}
