import type { Contract } from "#contract/index.ts";
import type { Transaction } from "../database/database.ts";
import { bearerOf } from "../http/authorize.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import type { AccountParts } from "./handlers.ts";
import { networkOf } from "./network-of.ts";
import { findNewestRegistration } from "./registrations-store.ts";
import { deleteSession, insertSession } from "./sessions-store.ts";
import {
  claimSignInAttempt,
  countSignInFailure,
  deleteSignInAttempts,
  signInSubject,
  type SignInSubject,
} from "./sign-in-attempts-store.ts";
import {
  emailKey,
  findUserByEmail,
  holdPassword,
  renewPasswordHash,
  type User,
} from "./users-store.ts";

type SignInHandlers = Pick<Handlers<Contract["accounts"]>, "signIn" | "signOut">;

/**
 * Signing in and out. Each attempt costs the same queries and one password hash, whether or not there is an account. Who
 * guesses waits longer each time, and nobody else does: the wait is one network's, and ends after a quarter of an hour at most.
 */
export function createAccountSignIn({
  clock,
  database,
  entropy,
  passwords,
}: AccountParts): SignInHandlers {
  async function claim(subject: SignInSubject): Promise<void> {
    const now = clock.now();
    const readyAt = await claimSignInAttempt(database, subject, now);
    if (readyAt === undefined) return;
    const seconds = Math.max(1, Math.ceil((readyAt.getTime() - now.getTime()) / 1_000));
    throw problem(
      "rate_limited",
      `Too many wrong passwords for this address from your network; wait ${seconds} s, or set a new password by mail.`,
      {},
      seconds,
    );
  }

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
      const subject = signInSubject(emailKey(body.email), networkOf(address));
      await claim(subject);
      const user = await findUserByEmail(database, body.email);
      // Looked for in any case: an address without an account would be told by the query more.
      const registration = await findNewestRegistration(database, body.email, clock.now());
      const isRight = await passwords.verify(
        body.password,
        user?.password_hash ?? registration?.password_hash,
      );
      if (!isRight) {
        await countSignInFailure(database, subject, clock.now());
        log.info({ user_id: user?.id ?? null }, "sign-in refused");
        throw problem("invalid_credentials");
      }
      await deleteSignInAttempts(database, subject);
      if (user === undefined) throw problem("email_not_verified");
      const renewed = passwords.isOutdated(user.password_hash)
        ? await passwords.hash(body.password)
        : null;
      return transaction(async (tx) => {
        await settle(tx, user, renewed);
        const session = await insertSession(tx, user.id, clock.now(), entropy);
        tx.afterCommit(() => log.info({ user_id: user.id }, "signed in"));
        return { org_id: user.org_id, user_id: user.id, email: user.email, ...session };
      });
    },

    async signOut({ log, principal, request }) {
      await deleteSession(database, bearerOf(request));
      log.info({ user_id: principal.user_id }, "signed out");
      return undefined;
    },
  };
}
