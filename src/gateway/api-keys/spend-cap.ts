import { type ApiKeyId, toMoney } from "#contract/primitives.ts";
import { listSpendByKey } from "../batches/spend-store.ts";
import type { Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { problem } from "../http/problem.ts";

/**
 * Throws `spend_cap_exceeded` when a key with a cap would have spent more than it with `micros` more, and `invalid_api_key`
 * when the key was revoked since the request came in. Holds the key until the transaction ends: two batches at once cannot
 * both fit into what is left, and whoever revokes the key knows afterwards of every batch that it submitted.
 */
export async function requireSpendable(
  tx: Transaction,
  api_key_id: ApiKeyId | null,
  micros: bigint,
): Promise<void> {
  if (api_key_id === null) return;
  const [key] = await tx.query<{ spend_cap_micros: bigint | null }>(sql`
    select spend_cap_micros from api_keys
    where id = ${api_key_id} and revoked_at is null
    for no key update`);
  if (key === undefined) throw problem("invalid_api_key", "This API key was revoked.");
  const cap_micros = key.spend_cap_micros;
  if (cap_micros === null) return;
  const spend = (await listSpendByKey(tx, [api_key_id])).get(api_key_id);
  const spent = spend === undefined ? 0n : spend.charged_micros + spend.reserved_micros;
  if (spent + micros <= cap_micros) return;
  const [cap, used, asked] = [cap_micros, spent, micros].map(toMoney);
  throw problem(
    "spend_cap_exceeded",
    `This key may spend $${cap?.amount}, of which $${used?.amount} is spent or reserved; this comes to $${asked?.amount}.`,
    { spend_cap: cap, spent: used, required: asked },
  );
}
