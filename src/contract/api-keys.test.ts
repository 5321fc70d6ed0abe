import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  API_KEY_PATTERN,
  CreateApiKeyBody,
  isWellFormedApiKey,
  newApiKeySecret,
} from "./api-keys.ts";

test("a fresh secret is well formed and none comes twice", () => {
  const secrets = Array.from({ length: 200 }, newApiKeySecret);
  expect(secrets.every(isWellFormedApiKey)).toBe(true);
  expect(new Set(secrets).size).toBe(secrets.length);
});

test("one mistyped character is noticed without a call", () => {
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  fc.assert(
    fc.property(
      fc.integer({ min: 8, max: 45 }),
      fc.constantFrom(...alphabet),
      (place, character) => {
        const secret = newApiKeySecret();
        fc.pre(secret[place] !== character);
        expect(
          isWellFormedApiKey(secret.slice(0, place) + character + secret.slice(place + 1)),
        ).toBe(false);
      },
    ),
  );
});

/** Bits a character, as scanners reckon it: https://github.com/gitleaks/gitleaks#configuration, `entropy`. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / text.length);
  return shares.reduce((sum, share) => sum - share * Math.log2(share), 0);
}

test("secret scanners know a key by its form and by its entropy, wherever it stands, and by its checksum that it is one", () => {
  for (const secret of Array.from({ length: 500 }, () => newApiKeySecret())) {
    // Rules that look for random text ask for 3 to 4.5 bits a character in at least 20 of them.
    expect(entropyOf(secret)).toBeGreaterThan(3.7);
    for (const text of [
      secret,
      `"${secret}"`,
      `api_key=${secret}\n`,
      `Bearer ${secret}`,
      `?k=${secret}&`,
    ]) {
      const [found = ""] = API_KEY_PATTERN.exec(text) ?? [];
      expect(isWellFormedApiKey(found)).toBe(true);
    }
  }
  expect(API_KEY_PATTERN.test("ob_live_…")).toBe(false);
  expect(isWellFormedApiKey(`ob_live_${"0".repeat(38)}`)).toBe(false);
});

test("a cut, a longer and another product's key are not well formed", () => {
  const secret = newApiKeySecret();
  expect(isWellFormedApiKey(secret.slice(0, -1))).toBe(false);
  expect(isWellFormedApiKey(`${secret}0`)).toBe(false);
  expect(isWellFormedApiKey(secret.replace("ob_live_", "sk_live_"))).toBe(false);
});

test("a key needs a name, by either of its two fields", () => {
  expect(CreateApiKeyBody.safeParse({ label: "a" }).success).toBe(true);
  expect(CreateApiKeyBody.safeParse({ name: "a" }).success).toBe(true);
  expect(CreateApiKeyBody.safeParse({}).error?.issues[0]?.path).toEqual(["label"]);
});

test("the last six characters are the CRC-32 of all before them, in base62", () => {
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (let fill = 0; fill < 248; fill += 1) {
    const secret = newApiKeySecret((_purpose, size) => new Uint8Array(size).fill(fill));
    const [before, written] = [secret.slice(0, -6), secret.slice(-6)];
    expect(before).toBe(`ob_live_${alphabet.charAt(fill % 62).repeat(32)}`);
    const read = [...written].reduce((sum, digit) => sum * 62 + alphabet.indexOf(digit), 0);
    expect(read).toBe(crc32(before));
  }
});
