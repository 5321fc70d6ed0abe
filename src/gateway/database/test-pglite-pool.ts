import { readFileSync } from "node:fs";

import { PgliteConnection } from "./pglite-connection.ts";
import { type EngineConnection, PgliteDatabase } from "./pglite-database.ts";
import { PgliteUpkeep } from "./pglite-upkeep.ts";
import { emptyEveryTable } from "./test-empty-tables.ts";

/** As many as most test files have open at a time; each holds some 200 MB. */
const KEPT = 2;

/** All that a test could have changed beside rows: tables, columns, constraints, indexes, triggers and functions. */
const SHAPE = `
  select md5(string_agg(line, ';' order by line)) as shape from (
    select format('%s %s %s', c.relname, c.relkind, a.attname) from pg_class c
      left join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace
    union all select format('%s %s', conname, pg_get_constraintdef(oid)) from pg_constraint
      where connamespace = 'public'::regnamespace
    union all select format('%s %s', tgname, tgenabled) from pg_trigger where not tgisinternal
    union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
  ) as lines (line)
`;

interface Kept {
  readonly connection: PgliteConnection;
  readonly shape: unknown;
}

const idle: Kept[] = [];

/**
 * A database of the product's schema without rows, out of those that tests of this process have closed, or a new one:
 * opening takes seconds, emptying a hundredth of one. Closing it gives it back, unless its schema was changed.
 */
export async function borrowPglite(template: string): Promise<PgliteDatabase> {
  const kept = idle.pop() ?? (await openKept(template));
  const lent: EngineConnection = {
    send: (command) => kept.connection.send(command),
    close: () => giveBack(kept),
  };
  return new PgliteDatabase(lent, undefined);
}

async function openKept(template: string): Promise<Kept> {
  const start = { dataDir: undefined, template: readFileSync(template) };
  const connection = await PgliteConnection.open(start, () => undefined);
  return { connection, shape: await shapeOf(connection) };
}

/** An engine that has crashed, is in the middle of something or has another schema is closed instead of kept. */
async function giveBack(kept: Kept): Promise<void> {
  const isKept = idle.length < KEPT && (await isAsNew(kept).catch(() => false));
  if (isKept) idle.push(kept);
  else await kept.connection.close();
}

async function isAsNew({ connection, shape }: Kept): Promise<boolean> {
  const run = (text: string) => connection.send({ action: "script", text });
  await run("discard all");
  await run(emptyEveryTable.text);
  // Dead rows would slow the next test down, in ways that depend on the ones before it.
  await new PgliteUpkeep(connection).run();
  return (await shapeOf(connection)) === shape;
}

async function shapeOf(connection: PgliteConnection): Promise<unknown> {
  const { rows } = await connection.send({ action: "query", text: SHAPE, values: [] });
  const [row] = rows as { shape: string }[];
  return row?.shape;
}
