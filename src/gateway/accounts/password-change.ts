import type { Contract } from "#contract/index.ts";
import { bearerOf } from "../http/authorize.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import { spendEmailTokensOf } from "./email-tokens-store.ts";
import { createGuardedCheck } from "./guarded-check.ts";
import type { AccountParts } from "./handlers.ts";
import { checkNewPassword } from "./password-rules.ts";
import { deleteOtherSessionsOf } from "./sessions-store.ts";
import { getUser, renewPasswordHash } from "./users-store.ts";

type PasswordChangeHandlers = Pick<Handlers<Contract["accounts"]>, "changePassword">;

/** Changing the password by the one before it; ends every other session and every mail's token. */
export function createPasswordChange(parts: AccountParts): PasswordChangeHandlers {
  const { clock, database, isLocal, passwords } = parts;
  const check = createGuardedCheck(parts);

  return {
    async changePassword({ address, body, log, principal, request, transaction }) {
      const user = await getUser(database, principal.user_id);
      const { email, password_hash } = user;
      await checkNewPassword(body.password, { email, isLocal });
      await check({ email, address, password: body.current_password }, async () => password_hash);
      const changed = await passwords.hash(body.password);
      return transaction(async (tx) => {
        if (!(await renewPasswordHash(tx, user, changed)))
          throw problem("conflict", "Another password was set at the same time.");
        await spendEmailTokensOf(tx, user.id, clock.now());
        await deleteOtherSessionsOf(tx, user.id, bearerOf(request));
        tx.afterCommit(() => log.info({ user_id: user.id }, "password changed"));
        return { status: "password_changed" };
      });
    },
  };
}
