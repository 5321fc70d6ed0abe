import { newId, toMoney, type BatchId, type OrgId } from "#contract/primitives.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import type { Clock } from "../clock.ts";
import type { Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { problem } from "../http/problem.ts";
import type { Credits } from "./credits.ts";

interface NewEntry {
  org_id: OrgId;
  kind: "grant" | "reserve" | "settle" | "release";
  balance_change_micros: bigint;
  reserved_change_micros: bigint;
  batch_id: BatchId | null;
  note: string;
}

/** Credits in the database: a trigger moves the org's sums by each entry, and its checks keep them above zero. */
export function createCredits(clock: Clock, entropy: RandomBytes): Credits {
  async function insert(tx: Transaction, entry: NewEntry): Promise<void> {
    const now = clock.now();
    await tx.query(sql`
      insert into ledger_entries
        (id, org_id, kind, balance_change_micros, reserved_change_micros, batch_id, note, created_at)
      values (${newId("ledgerEntry", now.getTime(), entropy)}, ${entry.org_id}, ${entry.kind}, ${entry.balance_change_micros},
              ${entry.reserved_change_micros}, ${entry.batch_id}, ${entry.note}, ${now})`);
  }

  return {
    async grant(tx, org_id, amount_micros, note) {
      const change = { balance_change_micros: amount_micros, reserved_change_micros: 0n };
      await insert(tx, { org_id, kind: "grant", ...change, batch_id: null, note });
    },

    async reserve(tx, org_id, batch_id, amount_micros) {
      const balance = await lockBalance(tx, org_id);
      if (balance < amount_micros) {
        const figures = { needed: toMoney(amount_micros), available: toMoney(balance) };
        const message = `This needs $${figures.needed.amount}; $${figures.available.amount} is left.`;
        throw problem("insufficient_credits", message, figures);
      }
      const change = {
        balance_change_micros: -amount_micros,
        reserved_change_micros: amount_micros,
      };
      await insert(tx, {
        org_id,
        kind: "reserve",
        ...change,
        batch_id,
        note: "Reserved for a batch",
      });
    },

    async settle(tx, org_id, batch_id, cost_micros) {
      // The lock makes two settlements of one batch come one after the other, so that the second sees the first.
      await lockBalance(tx, org_id);
      const { reserved, charged } = await sumsOf(tx, org_id, batch_id);
      if (reserved === null) throw new Error(`Nothing was reserved for ${batch_id}`);
      if (charged !== null) return { charged_micros: charged, released_micros: reserved - charged };
      if (cost_micros < 0n || cost_micros > reserved) {
        throw new RangeError(
          `${batch_id} cannot be settled at ${cost_micros}: ${reserved} were reserved`,
        );
      }
      const charge = { balance_change_micros: 0n, reserved_change_micros: -cost_micros };
      await insert(tx, {
        org_id,
        kind: "settle",
        ...charge,
        batch_id,
        note: "Charged for a batch",
      });
      const released = reserved - cost_micros;
      if (released > 0n) {
        const change = { balance_change_micros: released, reserved_change_micros: -released };
        await insert(tx, {
          org_id,
          kind: "release",
          ...change,
          batch_id,
          note: "Given back from a reservation",
        });
      }
      return { charged_micros: cost_micros, released_micros: released };
    },
  };
}

/** The balance, with the org's row locked until the transaction ends; rows that only refer to the org need not wait. */
async function lockBalance(tx: Transaction, orgId: OrgId): Promise<bigint> {
  const [org] = await tx.query<{ balance_micros: bigint }>(sql`
    select balance_micros from orgs where id = ${orgId} for no key update`);
  if (org === undefined) throw new Error(`No org ${orgId}`);
  return org.balance_micros;
}

/** What a batch has reserved and been charged; null where that has not happened. */
async function sumsOf(
  tx: Transaction,
  orgId: OrgId,
  batchId: BatchId,
): Promise<{ reserved: bigint | null; charged: bigint | null }> {
  const rows = await tx.query<{ kind: string; change: bigint }>(sql`
    select kind, reserved_change_micros as change from ledger_entries
    where org_id = ${orgId} and batch_id = ${batchId}`);
  const changeOf = (kind: string) => rows.find((row) => row.kind === kind)?.change ?? null;
  const settled = changeOf("settle");
  return { reserved: changeOf("reserve"), charged: settled === null ? null : -settled };
}
