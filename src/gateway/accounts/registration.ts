import type { Contract } from "#contract/index.ts";
import type { Transaction } from "../database/database.ts";
import type { Handlers } from "../http/handler.ts";
import { EMAIL_TOKEN_HOURS, insertEmailToken } from "./email-tokens-store.ts";
import type { AccountParts } from "./handlers.ts";
import { checkNewPassword } from "./password-rules.ts";
import {
  extendRegistration,
  findNewestRegistration,
  insertRegistration,
  type Registration,
} from "./registrations-store.ts";
import { emailKey, findUserByEmail, type User } from "./users-store.ts";

type RegistrationHandlers = Pick<Handlers<Contract["accounts"]>, "register" | "resendVerification">;

/** Registering and asking for the mail again. Known and unknown addresses get the same answer by the same work. */
export function createRegistration(parts: AccountParts): RegistrationHandlers {
  const { clock, countAttempt, entropy, mailer, mails, passwords, isLocal } = parts;

  async function mailOwner(tx: Transaction, user: User, expiresAt: Date): Promise<void> {
    const owner = { user_id: user.id };
    const token = await insertEmailToken(tx, "verify_email", owner, expiresAt, entropy);
    await mailer.send(tx, mails.alreadyRegistered(user.email, token));
  }

  async function mailRegistration(
    tx: Transaction,
    registration: Registration,
    expiresAt: Date,
  ): Promise<void> {
    const token = await insertEmailToken(
      tx,
      "verify_email",
      { registration_id: registration.id },
      expiresAt,
      entropy,
    );
    await mailer.send(tx, mails.verification(registration.email, registration.agent_name, token));
  }

  const expiry = (now: Date): Date => new Date(now.getTime() + EMAIL_TOKEN_HOURS * 3_600_000);

  return {
    async register({ body, transaction }) {
      checkNewPassword(body.password, isLocal);
      countAttempt(emailKey(body.email));
      const password_hash = await passwords.hash(body.password);
      return transaction(async (tx) => {
        const now = clock.now();
        const expiresAt = expiry(now);
        const owner = await findUserByEmail(tx, body.email);
        if (owner !== undefined) await mailOwner(tx, owner, expiresAt);
        else {
          const wanted = { email: body.email, agent_name: body.agent_name, password_hash };
          const id = await insertRegistration(tx, wanted, now, expiresAt);
          await mailRegistration(tx, { id, ...wanted }, expiresAt);
        }
        return {
          status: "verification_sent",
          email: body.email,
          agent_name: body.agent_name,
          verification_expires_at: expiresAt.toISOString(),
        };
      });
    },

    async resendVerification({ body, transaction }) {
      countAttempt(emailKey(body.email));
      return transaction(async (tx) => {
        const now = clock.now();
        const expiresAt = expiry(now);
        // In this order: an address that is being verified is waited for, and has an owner then.
        const registration = await findNewestRegistration(tx, body.email, now, { lock: true });
        const owner = await findUserByEmail(tx, body.email);
        if (owner !== undefined) await mailOwner(tx, owner, expiresAt);
        else if (registration !== undefined) {
          await extendRegistration(tx, registration.id, expiresAt);
          await mailRegistration(tx, registration, expiresAt);
        }
        return { status: "accepted", email: body.email };
      });
    },
  };
}
