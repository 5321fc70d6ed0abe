import type { Contract } from "#contract/index.ts";
import { bearerOf } from "../http/authorize.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import type { AccountParts } from "./handlers.ts";
import { findNewestRegistration } from "./registrations-store.ts";
import { deleteSession, insertSession } from "./sessions-store.ts";
import { emailKey, findUserByEmail, holdPassword } from "./users-store.ts";

type SignInHandlers = Pick<Handlers<Contract["accounts"]>, "signIn" | "signOut">;

/** Signing in and out. Each attempt costs one password hash, whether or not there is an account. */
export function createAccountSignIn({
  clock,
  countAttempt,
  database,
  entropy,
  passwords,
}: AccountParts): SignInHandlers {
  return {
    async signIn({ body, transaction }) {
      countAttempt(emailKey(body.email));
      const user = await findUserByEmail(database, body.email);
      const registration = user
        ? undefined
        : await findNewestRegistration(database, body.email, clock.now());
      const isRight = await passwords.verify(
        body.password,
        user?.password_hash ?? registration?.password_hash,
      );
      if (!isRight) throw problem("invalid_credentials");
      if (user === undefined) throw problem("email_not_verified");
      return transaction(async (tx) => {
        // Another one that was set meanwhile has ended every session, and this one would outlive that.
        if (!(await holdPassword(tx, user))) throw problem("invalid_credentials");
        const session = await insertSession(tx, user.id, clock.now(), entropy);
        return { org_id: user.org_id, user_id: user.id, email: user.email, ...session };
      });
    },

    async signOut({ request }) {
      await deleteSession(database, bearerOf(request));
      return undefined;
    },
  };
}
