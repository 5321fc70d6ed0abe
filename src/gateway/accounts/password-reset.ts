import type { Contract } from "#contract/index.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import {
  EMAIL_TOKEN_HOURS,
  insertEmailToken,
  spendEmailToken,
  spendEmailTokensOf,
} from "./email-tokens-store.ts";
import type { AccountParts } from "./handlers.ts";
import { checkNewPassword } from "./password-rules.ts";
import { deleteSessionsOf } from "./sessions-store.ts";
import { emailKey, findUserByEmail, updatePassword } from "./users-store.ts";

type PasswordResetHandlers = Pick<
  Handlers<Contract["accounts"]>,
  "requestPasswordReset" | "confirmPasswordReset"
>;

/** Setting a new password by mail; it ends every session and every other mail's token. */
export function createPasswordReset(parts: AccountParts): PasswordResetHandlers {
  const { clock, countAttempt, entropy, mailer, mails, passwords, isLocal } = parts;

  return {
    async requestPasswordReset({ body, transaction }) {
      countAttempt(emailKey(body.email));
      return transaction(async (tx) => {
        const user = await findUserByEmail(tx, body.email);
        if (user !== undefined) {
          const expiresAt = new Date(clock.now().getTime() + EMAIL_TOKEN_HOURS * 3_600_000);
          const token = await insertEmailToken(
            tx,
            "reset_password",
            { user_id: user.id },
            expiresAt,
            entropy,
          );
          await mailer.send(tx, mails.passwordReset(user.email, token));
        }
        return { status: "accepted", email: body.email };
      });
    },

    async confirmPasswordReset({ body, transaction }) {
      checkNewPassword(body.password, isLocal);
      const passwordHash = await passwords.hash(body.password);
      return transaction(async (tx) => {
        const now = clock.now();
        const subject = await spendEmailToken(tx, "reset_password", body.token, now);
        if (!("user_id" in subject)) throw problem("token_invalid");
        await updatePassword(tx, subject.user_id, passwordHash);
        await spendEmailTokensOf(tx, subject.user_id, now);
        await deleteSessionsOf(tx, subject.user_id);
        return { status: "password_changed" };
      });
    },
  };
}
