import type { Contract } from "#contract/index.ts";
import { toMoney } from "#contract/primitives.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { Handlers } from "../http/handler.ts";
import { decodeCursor } from "../http/page-cursor.ts";
import type { Mailer } from "../mail/mail.ts";
import { createAccountMails } from "./account-mails.ts";
import { createAccountSignIn } from "./sign-in.ts";
import type { Credits } from "./credits.ts";
import { listLedger } from "./ledger-store.ts";
import { createPasswordChange } from "./password-change.ts";
import { createPasswordReset } from "./password-reset.ts";
import type { Passwords } from "./passwords.ts";
import { createRegistration } from "./registration.ts";
import { getAccount } from "./users-store.ts";
import { createVerification } from "./verification.ts";

export interface AccountsDependencies {
  database: Database;
  clock: Clock;
  entropy: RandomBytes;
  credits: Credits;
  passwords: Passwords;
  mailer: Mailer;
  /** Counts a request that is about one email address; throws `rate_limited` when there were too many. */
  countAttempt: (emailKey: string) => void;
  /** Origin of the console, for the links in mails. */
  publicUrl: string;
  /** Whether the placeholder password of the product's page is taken. */
  isLocal: boolean;
}

/** What the parts of this noun are made with. */
export interface AccountParts extends AccountsDependencies {
  mails: ReturnType<typeof createAccountMails>;
}

/** Answers the endpoints of accounts: registering, verifying, signing in and out, passwords, credits. */
export function createAccountsHandlers(
  dependencies: AccountsDependencies,
): Handlers<Contract["accounts"]> {
  const parts: AccountParts = {
    ...dependencies,
    mails: createAccountMails(dependencies.publicUrl),
  };
  const { database } = dependencies;

  return {
    ...createRegistration(parts),
    ...createVerification(parts),
    ...createAccountSignIn(parts),
    ...createPasswordReset(parts),
    ...createPasswordChange(parts),

    async get({ principal }) {
      const account = await getAccount(database, principal.user_id);
      return {
        org_id: account.org_id,
        user_id: account.user_id,
        email: account.email,
        email_verified: true,
        email_verified_at: account.email_verified_at.toISOString(),
        agent_name: account.agent_name,
        credit_balance: toMoney(account.balance_micros),
        credit_reserved: toMoney(account.reserved_micros),
        created_at: account.created_at.toISOString(),
      };
    },

    async ledger({ principal, query }) {
      const cursor = decodeCursor(query.cursor, /^\d{1,18}$/);
      const before = cursor === null ? null : BigInt(cursor);
      return listLedger(database, principal.org_id, { limit: query.limit, before });
    },
  };
}
