import type { Queryable } from "../database/database.ts";
import { sql, type Sql } from "../database/sql.ts";
import { emailKey } from "./users-store.ts";

export interface Registration {
  id: bigint;
  email: string;
  agent_name: string;
  password_hash: string;
}

/** Keeps what was registered until its address is verified. */
export async function insertRegistration(
  queryable: Queryable,
  registration: Omit<Registration, "id">,
  now: Date,
  expiresAt: Date,
): Promise<bigint> {
  const rows = await queryable.query<{ id: bigint }>(sql`
    insert into registrations (email, email_key, agent_name, password_hash, created_at, expires_at)
    values (${registration.email}, ${emailKey(registration.email)}, ${registration.agent_name},
            ${registration.password_hash}, ${now}, ${expiresAt})
    returning id`);
  const [row] = rows;
  if (row === undefined) throw new Error("An insert returned no row");
  return row.id;
}

/** The newest registration of an address that can still be verified; locked until the transaction ends if asked. */
export async function findNewestRegistration(
  queryable: Queryable,
  email: string,
  now: Date,
  options: { lock?: boolean } = {},
): Promise<Registration | undefined> {
  const [registration] = await queryable.query<Registration>(sql`
    select id, email, agent_name, password_hash from registrations
    where email_key = ${emailKey(email)} and expires_at > ${now}
    order by id desc limit 1
    ${options.lock === true ? sql`for update` : sql``}`);
  return registration;
}

/** A registration by id; undefined once its address belongs to an account. */
export async function findRegistration(
  queryable: Queryable,
  id: bigint,
): Promise<Registration | undefined> {
  const [registration] = await queryable.query<Registration>(sql`
    select id, email, agent_name, password_hash from registrations where id = ${id}`);
  return registration;
}

/** Keeps a registration until another moment, as a newer mail promises; null is none, in the same time. */
export async function extendRegistration(
  queryable: Queryable,
  id: bigint | null,
  expiresAt: Date,
): Promise<void> {
  await queryable.query(sql`update registrations set expires_at = ${expiresAt} where id = ${id}`);
}

/** Deletes every registration of an address, and with them the tokens of their mails. */
export async function deleteRegistrationsOf(queryable: Queryable, email: string): Promise<void> {
  await queryable.query(sql`delete from registrations where email_key = ${emailKey(email)}`);
}

/** Deletes registrations that ended before a moment. */
export const deleteEndedRegistrations = (before: Date): Sql =>
  sql`delete from registrations where expires_at < ${before}`;
