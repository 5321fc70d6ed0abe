import type { Queryable } from "../database/database.ts";
import { sql, type Sql } from "../database/sql.ts";
import { hashSecret } from "./random-text.ts";

/** So many failures from one network are free; each one after that doubles the wait from a second up. */
const FREE_FAILURES = 5;
/** The longest wait, in seconds. */
const MAX_WAIT_SECONDS = 900;
/** Failures older than this are forgotten. */
const FORGOTTEN_AFTER_HOURS = 1;
/** With so many failures from everywhere, an account is being guessed at from many networks: each then has one for free. */
const FAILURES_UNDER_ATTACK = 100;
const FIRST_WAIT_UNDER_ATTACK_SECONDS = 60;

/** An attempt at one account from one network; which accounts there are plays no part. */
export interface SignInSubject {
  account_hash: string;
  network_hash: string;
}

/** The row that counts an account's failures from everywhere. */
const EVERYWHERE = "";

/** What stands for an account and a network, hashed. */
export function signInSubject(emailKey: string, network: string): SignInSubject {
  return { account_hash: hashSecret(emailKey), network_hash: hashSecret(network) };
}

/**
 * Counts an attempt as a failure before it is known to be one, so that attempts at once cannot all be the first: undefined
 * when it may go on, otherwise the moment from which another may be made. Nothing is counted while one has to wait, so
 * that knocking does not lengthen the wait.
 */
export async function claimSignInAttempt(
  queryable: Queryable,
  { account_hash, network_hash }: SignInSubject,
  now: Date,
): Promise<Date | undefined> {
  const forgottenBefore = new Date(now.getTime() - FORGOTTEN_AFTER_HOURS * 3_600_000);
  const isUnderAttack = sql`exists (
    select from sign_in_attempts
    where account_hash = ${account_hash} and network_hash = ${EVERYWHERE}
      and failures >= ${FAILURES_UNDER_ATTACK} and last_at > ${forgottenBefore})`;
  const failures = sql`(case when sign_in_attempts.last_at > ${forgottenBefore} then sign_in_attempts.failures + 1 else 1 end)`;
  const claimed = await queryable.query(sql`
    insert into sign_in_attempts (account_hash, network_hash, failures, ready_at, last_at)
    values (${account_hash}, ${network_hash}, 1,
            ${now}::timestamptz + case when ${isUnderAttack} then ${waitUnderAttack(sql`1`)} else interval '0' end,
            ${now})
    on conflict (account_hash, network_hash) do update set
      failures = ${failures},
      ready_at = ${now}::timestamptz
        + case when ${isUnderAttack} then ${waitUnderAttack(failures)} else ${usualWait(failures)} end,
      last_at = ${now}
    where sign_in_attempts.ready_at <= ${now}
    returning failures`);
  if (claimed.length > 0) return undefined;
  const [row] = await queryable.query<{ ready_at: Date }>(sql`
    select ready_at from sign_in_attempts
    where account_hash = ${account_hash} and network_hash = ${network_hash}`);
  // Somebody has signed in between the two statements, and with it the count is gone.
  return row?.ready_at ?? now;
}

function usualWait(failures: Sql): Sql {
  return sql`case when ${failures} < ${FREE_FAILURES} then interval '0' else ${doubling(1, sql`${failures} - ${FREE_FAILURES}`)} end`;
}

function waitUnderAttack(failures: Sql): Sql {
  return doubling(FIRST_WAIT_UNDER_ATTACK_SECONDS, sql`${failures} - 1`);
}

function doubling(firstSeconds: number, times: Sql): Sql {
  // The exponent is bounded too, or a long siege would overflow it.
  return sql`make_interval(secs => least(${MAX_WAIT_SECONDS}, ${firstSeconds} * power(2, least(${times}, 20))))`;
}

/** Counts a failure for the account as a whole. */
export async function countSignInFailure(
  queryable: Queryable,
  { account_hash }: SignInSubject,
  now: Date,
): Promise<void> {
  const forgottenBefore = new Date(now.getTime() - FORGOTTEN_AFTER_HOURS * 3_600_000);
  await queryable.query(sql`
    insert into sign_in_attempts (account_hash, network_hash, failures, ready_at, last_at)
    values (${account_hash}, ${EVERYWHERE}, 1, ${now}, ${now})
    on conflict (account_hash, network_hash) do update set
      failures = case when sign_in_attempts.last_at > ${forgottenBefore} then sign_in_attempts.failures + 1 else 1 end,
      last_at = ${now}`);
}

/** Forgets what failed from a network, whose last attempt was right. */
export async function deleteSignInAttempts(
  queryable: Queryable,
  { account_hash, network_hash }: SignInSubject,
): Promise<void> {
  await queryable.query(sql`
    delete from sign_in_attempts where account_hash = ${account_hash} and network_hash = ${network_hash}`);
}

/** Forgets what failed from anywhere: with another password, guessing begins anew. */
export async function deleteSignInAttemptsAt(
  queryable: Queryable,
  emailKey: string,
): Promise<void> {
  await queryable.query(
    sql`delete from sign_in_attempts where account_hash = ${hashSecret(emailKey)}`,
  );
}

/** Deletes what is forgotten by now and holds nobody up. */
export const deleteForgottenSignInAttempts = (now: Date): Sql => {
  const forgottenBefore = new Date(now.getTime() - FORGOTTEN_AFTER_HOURS * 3_600_000);
  return sql`delete from sign_in_attempts where last_at < ${forgottenBefore} and ready_at < ${now}`;
};
