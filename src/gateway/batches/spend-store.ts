import type { ApiKeyId } from "#contract/primitives.ts";
import type { Queryable } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";

/** What the batches and runs submitted with a key have come to, in micro-dollars, our fee included. */
export interface KeySpend {
  batches: number;
  /** Of those that are settled. */
  charged_micros: bigint;
  /** The most that the others may come to. */
  reserved_micros: bigint;
}

/** The spend of each of these keys; a key that submitted nothing is left out. */
export async function listSpendByKey(
  queryable: Queryable,
  ids: readonly ApiKeyId[],
): Promise<Map<ApiKeyId, KeySpend>> {
  if (ids.length === 0) return new Map();
  const rows = await queryable.query<KeySpend & { api_key_id: ApiKeyId }>(sql`
    select api_key_id, count(*)::integer as batches,
      coalesce(sum(charged_micros), 0)::bigint as charged_micros,
      coalesce(sum(reserved_micros) filter (where charged_micros is null), 0)::bigint as reserved_micros
    from batches
    where api_key_id = any(${ids}::text[])
    group by api_key_id`);
  return new Map(rows.map(({ api_key_id, ...spend }) => [api_key_id, spend]));
}
