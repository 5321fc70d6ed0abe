import type { UserId } from "#contract/primitives.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import type { Queryable, Transaction } from "../database/database.ts";
import { sql, type Sql } from "../database/sql.ts";
import { problem } from "../http/problem.ts";
import { hashSecret, randomSecret } from "./random-text.ts";

export type EmailTokenPurpose = "verify_email" | "reset_password";

/** How long a token is good. Who sets a new password with one takes the account over: an hour has to do. */
export const EMAIL_TOKEN_HOURS: Readonly<Record<EmailTokenPurpose, number>> = {
  verify_email: 24,
  reset_password: 1,
};

/** Whom a token speaks for: somebody who has registered, or somebody who has an account. */
export type EmailTokenSubject = { registration_id: bigint } | { user_id: UserId };

interface TokenRow {
  registration_id: bigint | null;
  user_id: UserId | null;
  expires_at: Date;
  used_at: Date | null;
}

/** When a token that is made now ends. */
export function emailTokenExpiry(purpose: EmailTokenPurpose, now: Date): Date {
  return new Date(now.getTime() + EMAIL_TOKEN_HOURS[purpose] * 3_600_000);
}

/**
 * Makes a token that is good once until it expires; it is returned this once and stored as a hash. Without a subject it is
 * good for nothing, and only takes the time that another takes.
 */
export async function insertEmailToken(
  queryable: Queryable,
  purpose: EmailTokenPurpose,
  subject: EmailTokenSubject | null,
  expiresAt: Date,
  entropy: RandomBytes,
): Promise<string> {
  const token = randomSecret("email token", entropy);
  await queryable.query(sql`
    insert into email_tokens (token_hash, purpose, registration_id, user_id, expires_at)
    values (${hashSecret(token)}, ${purpose}, ${subject !== null && "registration_id" in subject ? subject.registration_id : null},
            ${subject !== null && "user_id" in subject ? subject.user_id : null}, ${expiresAt})`);
  return token;
}

/** Spends a token; throws `token_invalid` when it is unknown or spent, `token_expired` when it came too late. */
export async function spendEmailToken(
  tx: Transaction,
  purpose: EmailTokenPurpose,
  token: string,
  now: Date,
): Promise<EmailTokenSubject> {
  const hash = hashSecret(token);
  const [row] = await tx.query<TokenRow>(sql`
    select registration_id, user_id, expires_at, used_at from email_tokens
    where token_hash = ${hash} and purpose = ${purpose}
    for update`);
  if (row === undefined || row.used_at !== null) throw problem("token_invalid");
  if (row.expires_at.getTime() <= now.getTime()) throw problem("token_expired");
  await tx.query(sql`update email_tokens set used_at = ${now} where token_hash = ${hash}`);
  if (row.user_id !== null) return { user_id: row.user_id };
  if (row.registration_id !== null) return { registration_id: row.registration_id };
  throw new Error("A token must speak for somebody");
}

/** Makes every unspent token of a person useless, as a changed password demands. */
export async function spendEmailTokensOf(
  tx: Transaction,
  userId: UserId,
  now: Date,
): Promise<void> {
  await tx.query(
    sql`update email_tokens set used_at = ${now} where user_id = ${userId} and used_at is null`,
  );
}

/** Deletes tokens that ended before a moment. */
export const deleteEndedEmailTokens = (before: Date): Sql =>
  sql`delete from email_tokens where expires_at < ${before}`;
