import { newId, type OrgId, type UserId } from "#contract/primitives.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import type { Queryable, Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import type { Registration } from "./registrations-store.ts";

export interface User {
  id: UserId;
  org_id: OrgId;
  email: string;
  password_hash: string;
}

export interface AccountRow {
  org_id: OrgId;
  user_id: UserId;
  email: string;
  email_verified_at: Date;
  agent_name: string;
  balance_micros: bigint;
  reserved_micros: bigint;
  created_at: Date;
}

/** The form in which addresses are compared. */
export function emailKey(email: string): string {
  return email.trim().toLowerCase();
}

/** The verified person of an address. */
export async function findUserByEmail(
  queryable: Queryable,
  email: string,
): Promise<User | undefined> {
  const [user] = await queryable.query<User>(sql`
    select id, org_id, email, password_hash from users where email_key = ${emailKey(email)}`);
  return user;
}

/** A person by id, who must exist. */
export async function getUser(queryable: Queryable, id: UserId): Promise<User> {
  const [user] = await queryable.query<User>(sql`
    select id, org_id, email, password_hash from users where id = ${id}`);
  if (user === undefined) throw new Error(`No user ${id}`);
  return user;
}

/** Makes the org and the person of a registration; undefined when the address was taken meanwhile. */
export async function insertUser(
  queryable: Queryable,
  registration: Registration,
  now: Date,
  entropy: RandomBytes,
): Promise<User | undefined> {
  const org_id = newId("org", now.getTime(), entropy);
  const id = newId("user", now.getTime(), entropy);
  await queryable.query(sql`
    insert into orgs (id, agent_name, created_at) values (${org_id}, ${registration.agent_name}, ${now})`);
  const [user] = await queryable.query<User>(sql`
    insert into users (id, org_id, email, email_key, password_hash, email_verified_at, created_at)
    values (${id}, ${org_id}, ${registration.email}, ${emailKey(registration.email)},
            ${registration.password_hash}, ${now}, ${now})
    on conflict (email_key) do nothing
    returning id, org_id, email, password_hash`);
  return user;
}

/** Whether the password is still this one; if so, no other is set before the transaction ends. */
export async function holdPassword(
  tx: Transaction,
  { id, password_hash }: Pick<User, "id" | "password_hash">,
): Promise<boolean> {
  const rows = await tx.query(sql`
    select id from users where id = ${id} and password_hash = ${password_hash} for share`);
  return rows.length > 0;
}

/** Puts another hash in the place of the one that is known, unless that has changed meanwhile: whether it was stored. */
export async function renewPasswordHash(
  tx: Transaction,
  { id, password_hash }: Pick<User, "id" | "password_hash">,
  renewed: string,
): Promise<boolean> {
  const rows = await tx.query(sql`
    update users set password_hash = ${renewed} where id = ${id} and password_hash = ${password_hash}
    returning id`);
  return rows.length > 0;
}

/** Sets a person's password. */
export async function updatePassword(
  queryable: Queryable,
  id: UserId,
  passwordHash: string,
): Promise<void> {
  await queryable.query(sql`update users set password_hash = ${passwordHash} where id = ${id}`);
}

/** What `GET account` shows of a person and the org. */
export async function getAccount(queryable: Queryable, userId: UserId): Promise<AccountRow> {
  const [account] = await queryable.query<AccountRow>(sql`
    select users.org_id, users.id as user_id, users.email, users.email_verified_at, orgs.agent_name,
           orgs.balance_micros, orgs.reserved_micros, users.created_at
    from users join orgs on orgs.id = users.org_id
    where users.id = ${userId}`);
  if (account === undefined) throw new Error(`No user ${userId}`);
  return account;
}
