import type { OrgId, UserId } from "#contract/primitives.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import { sql, type Sql } from "../database/sql.ts";
import type { Queryable } from "../database/database.ts";
import { hashSecret, randomSecret } from "./random-text.ts";

export const SESSION_PREFIX = "obs_";
const SESSION_DAYS = 30;

export interface OpenedSession {
  session_token: string;
  session_expires_at: string;
}

/** Opens a session for 30 days; its token is returned this once and stored as a hash. */
export async function insertSession(
  queryable: Queryable,
  userId: UserId,
  now: Date,
  entropy: RandomBytes,
): Promise<OpenedSession> {
  const token = SESSION_PREFIX + randomSecret("session", entropy);
  const expiresAt = new Date(now.getTime() + SESSION_DAYS * 86_400_000);
  await queryable.query(sql`
    insert into sessions (token_hash, user_id, created_at, expires_at)
    values (${hashSecret(token)}, ${userId}, ${now}, ${expiresAt})`);
  return { session_token: token, session_expires_at: expiresAt.toISOString() };
}

/** Whose session a token opens; undefined when it is unknown, ended or over. */
export async function findSession(
  queryable: Queryable,
  token: string,
  now: Date,
): Promise<{ user_id: UserId; org_id: OrgId } | undefined> {
  // The time is compared here, so that the statement is the same one each time.
  const [session] = await queryable.query<{ user_id: UserId; org_id: OrgId; expires_at: Date }>(sql`
    select users.id as user_id, users.org_id, expires_at
    from sessions join users on users.id = sessions.user_id
    where token_hash = ${hashSecret(token)}`);
  if (session === undefined || session.expires_at <= now) return undefined;
  const { user_id, org_id } = session;
  return { user_id, org_id };
}

/** Ends one session. */
export async function deleteSession(queryable: Queryable, token: string): Promise<void> {
  await queryable.query(sql`delete from sessions where token_hash = ${hashSecret(token)}`);
}

/** Ends every session of a person but the one that a token opens. */
export async function deleteOtherSessionsOf(
  queryable: Queryable,
  userId: UserId,
  token: string,
): Promise<void> {
  await queryable.query(sql`
    delete from sessions where user_id = ${userId} and token_hash <> ${hashSecret(token)}`);
}

/** Ends every session of a person. */
export async function deleteSessionsOf(queryable: Queryable, userId: UserId): Promise<void> {
  await queryable.query(sql`delete from sessions where user_id = ${userId}`);
}

/** Deletes sessions that are over. */
export const deleteEndedSessions = (now: Date): Sql =>
  sql`delete from sessions where expires_at < ${now}`;
