import type { ApiKey } from "#contract/api-keys.ts";
import type { Permission } from "#contract/endpoint.ts";
import { type ApiKeyId, type OrgId, toMoney, type UserId } from "#contract/primitives.ts";
import { hashSecret } from "../accounts/random-text.ts";
import type { KeySpend } from "../batches/spend-store.ts";
import type { Queryable, Transaction } from "../database/database.ts";
import { sql, type Sql } from "../database/sql.ts";
import { problem } from "../http/problem.ts";

export interface ApiKeyRow {
  id: ApiKeyId;
  org_id: OrgId;
  user_id: UserId;
  label: string;
  prefix: string;
  last_four: string;
  permissions: Permission[];
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
  spend_cap_micros: bigint | null;
}

const columns = sql`api_keys.id, org_id, user_id, label, prefix, last_four, permissions, created_at,
  expires_at, last_used_at, revoked_at, spend_cap_micros`;

/** Enough to tell keys apart: `ob_live_` and four characters more. */
const PREFIX_LENGTH = 12;
/** `last_used_at` is not exact to the minute, so that a busy key is not written to at each request. */
const USE_NOTED_EVERY_MS = 60_000;

/** Keeps a key and the hash of its secret. */
export async function insertApiKey(
  tx: Transaction,
  key: Pick<
    ApiKeyRow,
    | "id"
    | "org_id"
    | "user_id"
    | "label"
    | "permissions"
    | "created_at"
    | "expires_at"
    | "spend_cap_micros"
  >,
  secret: string,
): Promise<void> {
  await tx.query(sql`
    insert into api_keys
      (id, org_id, user_id, label, prefix, last_four, permissions, created_at, expires_at,
       spend_cap_micros)
    values (${key.id}, ${key.org_id}, ${key.user_id}, ${key.label}, ${secret.slice(0, PREFIX_LENGTH)},
            ${secret.slice(-4)}, ${key.permissions}, ${key.created_at}, ${key.expires_at}, ${key.spend_cap_micros})`);
  await insertSecret(tx, key.id, secret);
}

async function insertSecret(tx: Transaction, id: ApiKeyId, secret: string): Promise<void> {
  await tx.query(
    sql`insert into api_key_secrets (secret_hash, api_key_id) values (${hashSecret(secret)}, ${id})`,
  );
}

/** An org's keys, newest first, revoked ones too. */
export async function listApiKeys(
  queryable: Queryable,
  orgId: OrgId,
  page: { limit: number; before: string | null },
): Promise<ApiKeyRow[]> {
  return queryable.query<ApiKeyRow>(sql`
    select ${columns} from api_keys
    where org_id = ${orgId} and (${page.before}::text is null or id < ${page.before})
    order by id desc
    limit ${page.limit}`);
}

/** A key of the org, locked until the transaction ends; throws `not_found`. */
export async function getApiKeyForUpdate(
  tx: Transaction,
  orgId: OrgId,
  id: ApiKeyId,
): Promise<ApiKeyRow> {
  const [key] = await tx.query<ApiKeyRow>(sql`
    select ${columns} from api_keys where id = ${id} and org_id = ${orgId} for update`);
  if (key === undefined) throw problem("not_found");
  return key;
}

/** Revokes a key of the org, once; throws `not_found`. */
export async function revokeApiKey(
  queryable: Queryable,
  orgId: OrgId,
  id: ApiKeyId,
  now: Date,
): Promise<void> {
  const revoked = await queryable.query(sql`
    update api_keys set revoked_at = coalesce(revoked_at, ${now})
    where id = ${id} and org_id = ${orgId}
    returning id`);
  if (revoked.length === 0) throw problem("not_found");
}

/** Gives a key another secret; those before it end at `oldValidUntil`, or earlier where that was promised. */
export async function replaceSecret(
  tx: Transaction,
  id: ApiKeyId,
  secret: string,
  oldValidUntil: Date,
): Promise<void> {
  await tx.query(sql`
    update api_key_secrets set valid_until = least(valid_until, ${oldValidUntil}::timestamptz)
    where api_key_id = ${id}`);
  await insertSecret(tx, id, secret);
  await tx.query(sql`
    update api_keys set prefix = ${secret.slice(0, PREFIX_LENGTH)}, last_four = ${secret.slice(-4)}
    where id = ${id}`);
}

/** The key that a secret opens now; undefined when it is unknown, revoked, replaced or expired. */
export async function findApiKeyBySecret(
  queryable: Queryable,
  secret: string,
  now: Date,
): Promise<ApiKeyRow | undefined> {
  // The times are compared here, so that the statement is the same one each time.
  const [key] = await queryable.query<ApiKeyRow & { valid_until: Date | null }>(sql`
    select ${columns}, valid_until
    from api_key_secrets join api_keys on api_keys.id = api_key_secrets.api_key_id
    where secret_hash = ${hashSecret(secret)} and revoked_at is null`);
  const isOver = (end: Date | null): boolean => end !== null && end <= now;
  return key === undefined || isOver(key.valid_until) || isOver(key.expires_at) ? undefined : key;
}

/** Notes that a key is in use, at most once a minute. */
export async function noteApiKeyUse(
  queryable: Queryable,
  key: ApiKeyRow,
  now: Date,
): Promise<void> {
  const last = key.last_used_at?.getTime() ?? 0;
  if (now.getTime() - last < USE_NOTED_EVERY_MS) return;
  await queryable.query(sql`update api_keys set last_used_at = ${now} where id = ${key.id}`);
}

/** Deletes the secrets of rotations that are over. */
export const deleteEndedSecrets = (now: Date): Sql =>
  sql`delete from api_key_secrets where valid_until < ${now}`;

/** A key as its owner sees it: never with its secret; without `spend` it has submitted nothing. */
export function toApiKey(row: ApiKeyRow, spend: KeySpend | undefined): ApiKey {
  return {
    api_key_id: row.id,
    label: row.label,
    prefix: row.prefix,
    last_four: row.last_four,
    permissions: row.permissions,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    spend_cap: row.spend_cap_micros === null ? null : toMoney(row.spend_cap_micros),
    spend: {
      batches: spend?.batches ?? 0,
      charged: toMoney(spend?.charged_micros ?? 0n),
      reserved: toMoney(spend?.reserved_micros ?? 0n),
    },
  };
}
