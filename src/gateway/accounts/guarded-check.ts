import { problem } from "../http/problem.ts";
import type { AccountParts } from "./handlers.ts";
import { networkOf } from "./network-of.ts";
import {
  claimSignInAttempt,
  countSignInFailure,
  deleteSignInAttempts,
  signInSubject,
} from "./sign-in-attempts-store.ts";
import { emailKey } from "./users-store.ts";

/** A password that somebody claims to know. */
interface PasswordClaim {
  email: string;
  /** The network address that the claim comes from. */
  address: string;
  password: string;
}

/**
 * Checks a password against the hash that `find` gives, undefined where there is no account: one hash in any case. Who
 * guesses waits longer each time, and nobody else does: the wait (429, checked before all else) is one network's, and ends
 * after a quarter of an hour at most. Throws `invalid_credentials` for a wrong one.
 */
export type GuardedCheck = (
  claim: PasswordClaim,
  find: () => Promise<string | undefined>,
) => Promise<void>;

export function createGuardedCheck({
  clock,
  database,
  passwords,
}: Pick<AccountParts, "clock" | "database" | "passwords">): GuardedCheck {
  return async ({ email, address, password }, find) => {
    const subject = signInSubject(emailKey(email), networkOf(address));
    const now = clock.now();
    const readyAt = await claimSignInAttempt(database, subject, now);
    if (readyAt !== undefined) throw tooMany(readyAt, now);
    if (!(await passwords.verify(password, await find()))) {
      await countSignInFailure(database, subject, clock.now());
      throw problem("invalid_credentials");
    }
    await deleteSignInAttempts(database, subject);
  };
}

function tooMany(readyAt: Date, now: Date): Error {
  const seconds = Math.max(1, Math.ceil((readyAt.getTime() - now.getTime()) / 1_000));
  return problem(
    "rate_limited",
    `Too many wrong passwords for this address from your network; wait ${seconds} s, or set a new password by mail.`,
    {},
    seconds,
  );
}
