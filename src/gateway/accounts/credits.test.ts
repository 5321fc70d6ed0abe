import { type BatchId, newId, type OrgId } from "#contract/primitives.ts";
import { randomBytes } from "#contract/random-bytes.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sql } from "../database/sql.ts";
import { createTestDatabase, emptyTestDatabase } from "../database/test-database.ts";
import type { Database } from "../database/database.ts";
import { createCredits } from "./credits-ledger.ts";

let database: Database;
const credits = createCredits({ now: () => new Date("2026-11-24T12:00:00.000Z") }, randomBytes);
const org: OrgId = newId("org");
const batch: BatchId = newId("batch");
beforeAll(async () => void (database = await createTestDatabase()));
beforeEach(async () => {
  await emptyTestDatabase(database);
  await database.query(
    sql`insert into orgs (id, agent_name, created_at) values (${org}, 'a', now())`,
  );
  await database.transaction((tx) => credits.grant(tx, org, 1_000n, "start"));
});
afterAll(() => database.close());

const reserve = (amount: bigint, id = batch) =>
  database.transaction((tx) => credits.reserve(tx, org, id, amount));
const settle = (cost: bigint, id = batch) =>
  database.transaction((tx) => credits.settle(tx, org, id, cost));
async function sums() {
  const [row] = await database.query<
    Record<"balance" | "reserved" | "entries" | "entries_reserved", bigint>
  >(sql`
    select balance_micros as balance, reserved_micros as reserved,
      (select sum(balance_change_micros)::bigint from ledger_entries where org_id = orgs.id) as entries,
      (select sum(reserved_change_micros)::bigint from ledger_entries where org_id = orgs.id) as entries_reserved
    from orgs where id = ${org}`);
  if (row === undefined) throw new Error("The org is there");
  expect([row.entries, row.entries_reserved]).toEqual([row.balance, row.reserved]);
  return [row.balance, row.reserved];
}

test("a reservation moves money aside, a settlement charges it and gives the rest back", async () => {
  await reserve(600n);
  expect(await sums()).toEqual([400n, 600n]);
  expect(await settle(250n)).toEqual({ charged_micros: 250n, released_micros: 350n });
  expect(await sums()).toEqual([750n, 0n]);
});

test("a second settlement changes nothing and says what the first one did", async () => {
  await reserve(600n);
  const first = await settle(0n);
  expect(await settle(600n)).toEqual(first);
  expect(await sums()).toEqual([1_000n, 0n]);
});

test("what the balance does not reach is refused with both figures, and nothing moves", async () => {
  await expect(reserve(1_001n)).rejects.toMatchObject({
    code: "insufficient_credits",
    details: { needed: { amount: "0.001001" }, available: { amount: "0.001000" } },
  });
  expect(await sums()).toEqual([1_000n, 0n]);
});

test("of reservations that come at once, those that fit are made and no more", async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 5 }, () => reserve(300n, newId("batch"))),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
  expect(await sums()).toEqual([100n, 900n]);
});

test("a batch is never charged more than was reserved, nor without a reservation, nor reserved twice", async () => {
  await expect(settle(1n)).rejects.toThrow("Nothing was reserved");
  await reserve(100n);
  await expect(settle(101n)).rejects.toThrow(RangeError);
  await expect(reserve(100n)).rejects.toMatchObject({ constraint: "ledger_entries_once_a_batch" });
  expect(await sums()).toEqual([900n, 100n]);
});

test("the database itself keeps balances above zero and moved by entries alone", async () => {
  const entry = sql`insert into ledger_entries
    (id, org_id, kind, balance_change_micros, reserved_change_micros, note, created_at)
    values ('led_x', ${org}, 'grant', -1001, 0, '', now())`;
  await expect(database.query(entry)).rejects.toMatchObject({
    constraint: "orgs_balance_not_negative",
  });
  const attempts = [
    sql`update orgs set balance_micros = 5`,
    sql`update ledger_entries set balance_change_micros = 5`,
    sql`delete from ledger_entries`,
    sql`insert into orgs (id, agent_name, balance_micros, created_at) values ('org_y', 'y', 5, now())`,
  ];
  for (const attempt of attempts)
    await expect(database.query(attempt)).rejects.toThrow("only ever added to");
  expect(await sums()).toEqual([1_000n, 0n]);
});
