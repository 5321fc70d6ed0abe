import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database/database.ts";
import { migrations } from "../database/migrations/index.ts";
import { sql } from "../database/sql.ts";
import { createTestDatabase } from "../database/test-database.ts";
import { createReadiness } from "./readiness.ts";

let database: Database;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.close());

/** The database with another way to answer a query. */
function answering(query: (ask: () => Promise<unknown[]>) => Promise<unknown[]>): Database {
  return {
    engine: database.engine,
    // What rows are is the caller's to say, as it is on the real one.
    query: (statement) => query(() => database.query(statement)) as never,
    transaction: (work) => database.transaction(work),
    close: async () => undefined,
  };
}

const running = () => false;

test("a migrated database that answers makes a process ready, and draining ends that at once", async () => {
  let isDraining = false;
  const readiness = createReadiness({ database, isDraining: () => isDraining });
  expect(await readiness.reasonAgainst()).toBeNull();
  isDraining = true;
  expect(await readiness.reasonAgainst()).toBe("The process is shutting down.");
});

test("a database that lacks the newest migration makes no process ready", async () => {
  const newest = migrations.at(-1)?.name ?? "";
  const rename = (from: string, to: string) =>
    database.query(sql`update schema_migrations set name = ${to} where name = ${from}`);
  await rename(newest, "another");
  const readiness = createReadiness({ database, isDraining: running });
  expect(await readiness.reasonAgainst()).toBe("The database lacks migrations of this version.");
  await rename("another", newest);
});

test("probes at the same time cost one query, and so do those within the time that its answer is good", async () => {
  let queries = 0;
  const counted = answering((ask) => {
    queries += 1;
    return ask();
  });
  const readiness = createReadiness({ database: counted, isDraining: running });
  await Promise.all(Array.from({ length: 50 }, () => readiness.reasonAgainst()));
  await readiness.reasonAgainst();
  expect(queries).toBe(1);
});

test("a database that is silent is told within the bound, is not asked again meanwhile, and is noticed when it is back", async () => {
  const unanswered: (() => void)[] = [];
  let isAway = true;
  let queries = 0;
  const silent = answering(async (ask) => {
    queries += 1;
    if (isAway) await new Promise<void>((resolve) => unanswered.push(resolve));
    return ask();
  });
  const readiness = createReadiness({ database: silent, isDraining: running, probeMs: 20 });
  const startedAt = performance.now();
  for (let round = 0; round < 5; round += 1) {
    expect(await readiness.reasonAgainst()).toBe("The database does not answer.");
  }
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect(queries).toBe(1);

  isAway = false;
  unanswered.forEach((answer) => answer());
  await expect.poll(() => readiness.reasonAgainst()).toBeNull();
});

test("a database that refuses makes a process unready and harms nothing", async () => {
  const broken = answering(() => Promise.reject(new Error("connection refused")));
  const readiness = createReadiness({ database: broken, isDraining: running });
  expect(await readiness.reasonAgainst()).toBe("The database does not answer.");
});
