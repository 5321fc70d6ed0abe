import { type ApiKeyId, toMoney } from "#contract/primitives.ts";
import { listSpendByKey } from "../batches/spend-store.ts";
import type { Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { problem } from "../http/problem.ts";

/**
 * Throws `spend_cap_exceeded` when a key with a cap would have spent more than it with `micros` more. Holds the key until
 * the transaction ends, so that two batches at once cannot both fit into what is left.
 */
export async function requireWithinSpendCap(
  tx: Transaction,
  api_key_id: ApiKeyId | null,
  micros: bigint,
): Promise<void> {
  if (api_key_id === null) return;
  const [capped] = await tx.query<{ spend_cap_micros: bigint }>(sql`
    select spend_cap_micros from api_keys
    where id = ${api_key_id} and spend_cap_micros is not null
    for update`);
  if (capped === undefined) return;
  const spend = (await listSpendByKey(tx, [api_key_id])).get(api_key_id);
  const spent = spend === undefined ? 0n : spend.charged_micros + spend.reserved_micros;
  if (spent + micros <= capped.spend_cap_micros) return;
  const [cap, used, asked] = [capped.spend_cap_micros, spent, micros].map(toMoney);
  throw problem(
    "spend_cap_exceeded",
    `This key may spend $${cap?.amount}, of which $${used?.amount} is spent or reserved; this comes to $${asked?.amount}.`,
    { spend_cap: cap, spent: used, required: asked },
  );
}
