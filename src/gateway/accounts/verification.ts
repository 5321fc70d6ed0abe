import type { Contract } from "#contract/index.ts";
import type { Transaction } from "../database/database.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import { spendEmailToken, type EmailTokenSubject } from "./email-tokens-store.ts";
import type { AccountParts } from "./handlers.ts";
import { deleteRegistrationsOf, findRegistration } from "./registrations-store.ts";
import { insertSession } from "./sessions-store.ts";
import { getUser, insertUser, type User } from "./users-store.ts";

/** What a new account has to spend on the sandbox lanes: $25. */
const SANDBOX_CREDIT_MICROS = 25_000_000n;

type VerificationHandlers = Pick<Handlers<Contract["accounts"]>, "verifyEmail">;

/** Verifying an address: makes the account that was registered, with its credit, and signs in. */
export function createVerification(parts: AccountParts): VerificationHandlers {
  const { clock, credits, entropy } = parts;

  async function accountOf(tx: Transaction, subject: EmailTokenSubject, now: Date): Promise<User> {
    if ("user_id" in subject) return getUser(tx, subject.user_id);
    const registration = await findRegistration(tx, subject.registration_id);
    const user = registration && (await insertUser(tx, registration, now, entropy));
    // Another mail of this address was opened first: the account is that one's.
    if (user === undefined) throw problem("token_invalid");
    await deleteRegistrationsOf(tx, user.email);
    await credits.grant(tx, user.org_id, SANDBOX_CREDIT_MICROS, "Sandbox credit for a new account");
    return user;
  }

  return {
    async verifyEmail({ body, transaction }) {
      return transaction(async (tx) => {
        const now = clock.now();
        const subject = await spendEmailToken(tx, "verify_email", body.token, now);
        const user = await accountOf(tx, subject, now);
        const session = await insertSession(tx, user.id, now, entropy);
        return { org_id: user.org_id, user_id: user.id, email: user.email, ...session };
      });
    },
  };
}
