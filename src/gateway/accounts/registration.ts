import type { Contract } from "#contract/index.ts";
import type { Handlers } from "../http/handler.ts";
import {
  emailTokenExpiry,
  insertEmailToken,
  type EmailTokenSubject,
} from "./email-tokens-store.ts";
import type { AccountParts } from "./handlers.ts";
import { checkNewPassword } from "./password-rules.ts";
import {
  extendRegistration,
  findNewestRegistration,
  insertRegistration,
} from "./registrations-store.ts";
import { emailKey, findUserByEmail } from "./users-store.ts";

type RegistrationHandlers = Pick<Handlers<Contract["accounts"]>, "register" | "resendVerification">;

/** Registering and asking for the mail again. Known and unknown addresses get the same answer by the same statements. */
export function createRegistration(parts: AccountParts): RegistrationHandlers {
  const { clock, countAttempt, entropy, mailer, mails, passwords, isLocal } = parts;

  return {
    async register({ body, transaction }) {
      await checkNewPassword(body.password, { email: body.email, isLocal });
      countAttempt(emailKey(body.email));
      const password_hash = await passwords.hash(body.password);
      return transaction(async (tx) => {
        const now = clock.now();
        const expiresAt = emailTokenExpiry("verify_email", now);
        const owner = await findUserByEmail(tx, body.email);
        const wanted = { email: body.email, agent_name: body.agent_name, password_hash };
        // That of an owned address opens nothing and is swept: it is there for the time that it takes.
        const registration_id = await insertRegistration(tx, wanted, now, expiresAt);
        const subject = owner === undefined ? { registration_id } : { user_id: owner.id };
        const token = await insertEmailToken(tx, "verify_email", subject, expiresAt, entropy);
        await mailer.send(
          tx,
          owner === undefined
            ? mails.verification(wanted.email, wanted.agent_name, token)
            : mails.alreadyRegistered(owner.email, token),
        );
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
        const expiresAt = emailTokenExpiry("verify_email", now);
        // In this order: an address that is being verified is waited for, and has an owner then.
        const registration = await findNewestRegistration(tx, body.email, now, { lock: true });
        const owner = await findUserByEmail(tx, body.email);
        const waiting = owner === undefined ? registration : undefined;
        await extendRegistration(tx, waiting?.id ?? null, expiresAt);
        let subject: EmailTokenSubject | null = null;
        if (owner !== undefined) subject = { user_id: owner.id };
        else if (waiting !== undefined) subject = { registration_id: waiting.id };
        const token = await insertEmailToken(tx, "verify_email", subject, expiresAt, entropy);
        if (owner !== undefined) await mailer.send(tx, mails.alreadyRegistered(owner.email, token));
        if (waiting !== undefined)
          await mailer.send(tx, mails.verification(waiting.email, waiting.agent_name, token));
        return { status: "accepted", email: body.email };
      });
    },
  };
}
