import type { Contract } from "#contract/index.ts";
import type { Transaction } from "../database/database.ts";
import { bearerOf } from "../http/authorize.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import { createGuardedCheck } from "./guarded-check.ts";
import type { AccountParts } from "./handlers.ts";
import { findNewestRegistration } from "./registrations-store.ts";
import { deleteSession, insertSession } from "./sessions-store.ts";
import { findUserByEmail, holdPassword, renewPasswordHash, type User } from "./users-store.ts";

type SignInHandlers = Pick<Handlers<Contract["accounts"]>, "signIn" | "signOut">;

/** Signing in and out. Each attempt costs the same queries and one password hash, whether or not there is an account. */
export function createAccountSignIn(parts: AccountParts): SignInHandlers {
  const { clock, database, entropy, passwords } = parts;
  const check = createGuardedCheck(parts);

  /** Sees to it that the password is still the one that was checked, and hashed as passwords are now. */
  async function settle(tx: Transaction, user: User, renewed: string | null): Promise<void> {
    if (renewed === null) {
      // Another one that was set meanwhile has ended every session, and this one would outlive that.
      if (!(await holdPassword(tx, user))) throw problem("invalid_credentials");
    } else if (!(await renewPasswordHash(tx, user, renewed))) {
      throw problem("conflict", "The password was just stored anew; sign in again.", {}, 1);
    }
  }

  return {
    async signIn({ address, body, log, transaction }) {
      let user: User | undefined;
      await check({ ...body, address }, async () => {
        user = await findUserByEmail(database, body.email);
        // Looked for in any case: an address without an account would be told by the query more.
        const registration = await findNewestRegistration(database, body.email, clock.now());
        return user?.password_hash ?? registration?.password_hash;
      }).catch((error: unknown) => {
        log.info({ user_id: user?.id ?? null }, "sign-in refused");
        throw error;
      });
      if (user === undefined) throw problem("email_not_verified");
      const owner = user;
      const renewed = passwords.isOutdated(owner.password_hash)
        ? await passwords.hash(body.password)
        : null;
      return transaction(async (tx) => {
        await settle(tx, owner, renewed);
        const session = await insertSession(tx, owner.id, clock.now(), entropy);
        tx.afterCommit(() => log.info({ user_id: owner.id }, "signed in"));
        return { org_id: owner.org_id, user_id: owner.id, email: owner.email, ...session };
      });
    },

    async signOut({ log, principal, request }) {
      await deleteSession(database, bearerOf(request));
      log.info({ user_id: principal.user_id }, "signed out");
      return undefined;
    },
  };
}
