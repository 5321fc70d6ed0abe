import fc from "fast-check";
import { expect, test } from "vitest";
import { CreateApiKeyBody, isWellFormedApiKey, newApiKeySecret } from "./api-keys.ts";

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
