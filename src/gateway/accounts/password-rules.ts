import { PASSWORD_MIN, PLACEHOLDER_PASSWORD } from "#contract/accounts.ts";
import { problem } from "../http/problem.ts";
import { COMMON_PASSWORDS } from "./common-passwords.ts";

/**
 * Refuses what the schema alone cannot: passwords that attackers try first, and, outside local mode, the placeholder that
 * the product's page prints.
 */
export function checkNewPassword(password: string, isLocal: boolean): void {
  if (password === PLACEHOLDER_PASSWORD) {
    if (!isLocal) throw refuse(`At least ${PASSWORD_MIN} characters`);
  } else if (isCommon(password)) {
    throw refuse("This password is one of the most common ones; take another.");
  }
}

function isCommon(password: string): boolean {
  const plain = password.toLowerCase();
  return COMMON_PASSWORDS.has(plain) || /^(.)\1*$/.test(plain);
}

function refuse(message: string): Error {
  return problem("invalid_request", `body.password: ${message}`, {
    issues: [{ path: "body.password", message }],
  });
}
