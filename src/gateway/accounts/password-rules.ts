import { PASSWORD_MIN, PLACEHOLDER_PASSWORD } from "#contract/accounts.ts";
import { problem } from "../http/problem.ts";
import { isCommonPassword } from "./common-passwords.ts";

/** Words that everybody tries first at this very service. */
const OWN_WORDS = ["batchrouter"];

/**
 * Refuses what the schema alone cannot: passwords that attackers try first, those that are made of the address or of the
 * product's name, and, outside local mode, the placeholder that the product's page prints.
 */
export async function checkNewPassword(
  password: string,
  { email, isLocal }: { email: string | null; isLocal: boolean },
): Promise<void> {
  if (password === PLACEHOLDER_PASSWORD) {
    if (!isLocal) throw refuse(`At least ${PASSWORD_MIN} characters`);
  } else if (await isCommonPassword(password)) {
    throw refuse("This password is one of the most common ones; take another.");
  } else if (isMadeOf(password, wordsOf(email))) {
    throw refuse("This password is your address or the product's name; take another.");
  }
}

function wordsOf(email: string | null): string[] {
  const address = email?.trim().toLowerCase();
  return address === undefined
    ? OWN_WORDS
    : [...OWN_WORDS, address, address.slice(0, address.lastIndexOf("@"))];
}

/** Whether nothing but digits and signs is left of it without the word. */
function isMadeOf(password: string, words: readonly string[]): boolean {
  const plain = password.toLowerCase();
  return words.some(
    (word) => word !== "" && /^[^\p{L}]*$/u.test(plain.replace(word, "")) && plain.includes(word),
  );
}

function refuse(message: string): Error {
  return problem("invalid_request", `body.password: ${message}`, {
    issues: [{ path: "body.password", message }],
  });
}
