import type { BatchId, OrgId } from "#contract/primitives.ts";
import type { Transaction } from "../database/database.ts";

/**
 * The org's money, in integer micro-dollars. Every change is one ledger entry, written with the balance in the
 * caller's transaction: at every moment the entries sum to balance and reserved, and neither is ever below zero.
 */
export interface Credits {
  /** Adds to the balance. */
  grant(tx: Transaction, org_id: OrgId, amount_micros: bigint, note: string): Promise<void>;
  /** Moves from balance to reserved; throws `insufficient_credits` with both figures when the balance does not reach. */
  reserve(tx: Transaction, org_id: OrgId, batch_id: BatchId, amount_micros: bigint): Promise<void>;
  /**
   * Ends a batch's reservation once: takes `cost_micros` (never more than was reserved) and gives the rest back to the
   * balance. A second call for the same batch changes nothing and returns what the first one did.
   */
  settle(
    tx: Transaction,
    org_id: OrgId,
    batch_id: BatchId,
    cost_micros: bigint,
  ): Promise<{ charged_micros: bigint; released_micros: bigint }>;
}
