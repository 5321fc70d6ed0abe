import type { Contract } from "#contract/index.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import {
  emailTokenExpiry,
  insertEmailToken,
  spendEmailToken,
  spendEmailTokensOf,
} from "./email-tokens-store.ts";
import type { AccountParts } from "./handlers.ts";
import { checkNewPassword } from "./password-rules.ts";
import { deleteSessionsOf } from "./sessions-store.ts";
import { deleteSignInAttemptsAt } from "./sign-in-attempts-store.ts";
import { emailKey, findUserByEmail, getUser, updatePassword } from "./users-store.ts";

type PasswordResetHandlers = Pick<
  Handlers<Contract["accounts"]>,
  "requestPasswordReset" | "confirmPasswordReset"
>;

/**
 * Setting a new password by mail; it ends every session, every other mail's token and every wait for wrong passwords. Known
 * and unknown addresses get the same answer by the same statements.
 */
export function createPasswordReset(parts: AccountParts): PasswordResetHandlers {
  const { clock, countAttempt, entropy, mailer, mails, passwords, isLocal } = parts;

  return {
    async requestPasswordReset({ body, transaction }) {
      countAttempt(emailKey(body.email));
      return transaction(async (tx) => {
        const user = await findUserByEmail(tx, body.email);
        const expiresAt = emailTokenExpiry("reset_password", clock.now());
        const subject = user === undefined ? null : { user_id: user.id };
        const token = await insertEmailToken(tx, "reset_password", subject, expiresAt, entropy);
        if (user !== undefined) await mailer.send(tx, mails.passwordReset(user.email, token));
        return { status: "accepted", email: body.email };
      });
    },

    async confirmPasswordReset({ body, log, transaction }) {
      await checkNewPassword(body.password, { email: null, isLocal });
      const passwordHash = await passwords.hash(body.password);
      return transaction(async (tx) => {
        const now = clock.now();
        const subject = await spendEmailToken(tx, "reset_password", body.token, now);
        if (!("user_id" in subject)) throw problem("token_invalid");
        const user = await getUser(tx, subject.user_id);
        await checkNewPassword(body.password, { email: user.email, isLocal });
        await updatePassword(tx, user.id, passwordHash);
        await spendEmailTokensOf(tx, user.id, now);
        await deleteSessionsOf(tx, user.id);
        await deleteSignInAttemptsAt(tx, emailKey(user.email));
        tx.afterCommit(() => log.info({ user_id: user.id }, "password changed"));
        return { status: "password_changed" };
      });
    },
  };
}
