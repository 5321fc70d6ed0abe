import { expect, test } from "vitest";
import { PASSWORD_MIN } from "#contract/accounts.ts";
import { isCommonPassword } from "./common-passwords.ts";
import { createPasswords, OWASP_COST } from "./passwords.ts";

const cheap = createPasswords({ logN: 4, r: 1, p: 1 });

test("a password is known again by its hash, another one is not, and the hash is salted", async () => {
  const hash = await cheap.hash("correct horse");
  expect(await cheap.verify("correct horse", hash)).toBe(true);
  expect(await cheap.verify("correct horsf", hash)).toBe(false);
  expect(await cheap.hash("correct horse")).not.toBe(hash);
});

test("composed and decomposed characters are one password", async () => {
  expect(await cheap.verify("pa\u0308sse", await cheap.hash("p\u00e4sse"))).toBe(true);
});

test("no account is never the right password", async () => {
  expect(await cheap.verify("", undefined)).toBe(false);
});

test("a hash is verified at the cost that it was made with, so that the cost can be raised", async () => {
  const dear = createPasswords({ logN: 6, r: 2, p: 1 });
  expect(await dear.verify("correct horse", await cheap.hash("correct horse"))).toBe(true);
});

test("a hash that was made at another cost is known as outdated", async () => {
  const dear = createPasswords({ logN: 6, r: 2, p: 1 });
  const hash = await cheap.hash("correct horse");
  expect(cheap.isOutdated(hash)).toBe(false);
  expect(dear.isOutdated(hash)).toBe(true);
});

test("the real cost is a line of OWASP's table for scrypt, or above one", () => {
  // The least p for each N, with r = 8.
  const leastP: Record<number, number> = { 17: 1, 16: 2, 15: 3, 14: 5, 13: 10 };
  expect(OWASP_COST.r).toBe(8);
  expect(OWASP_COST.p).toBeGreaterThanOrEqual(leastP[OWASP_COST.logN] ?? Infinity);
});

test("the real cost is within Node's memory bound", async () => {
  const real = createPasswords(OWASP_COST);
  expect(await real.verify("correct horse", await real.hash("correct horse"))).toBe(true);
});

test("more waiting hashes than there is room for are refused as overload", async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 110 }, () => cheap.hash("correct horse")),
  );
  const refused = outcomes.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(8);
  expect(refused[0]).toMatchObject({ reason: { code: "overloaded" } });
  expect(await cheap.hash("correct horse")).toMatch(/^scrypt\$4\$1\$1\$/);
});

test("the three thousand most common passwords of the least length are known, in any case", async () => {
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  const chosen = dictionary["passwords-common"].filter(({ length }) => length >= PASSWORD_MIN);
  const mostCommon = chosen.slice(0, 3000);
  expect(mostCommon).toHaveLength(3000);
  for (const password of mostCommon)
    expect(await isCommonPassword(password.toUpperCase()), password).toBe(true);
});

test.each(["0987654321", "12341234", "aaaaaaaa", "Summer2024", "abcabcabc", "PASSWORD1!"])(
  "%s is known as well, though the list lacks it",
  async (password) => {
    expect(await isCommonPassword(password)).toBe(true);
  },
);

test.each(["correct horse battery", "abcabcabd", "summer 2024 was dry"])(
  "%s is a password of one's own",
  async (password) => {
    expect(await isCommonPassword(password)).toBe(false);
  },
);
