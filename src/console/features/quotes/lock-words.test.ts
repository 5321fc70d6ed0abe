import { expect, test } from "vitest";
import { lockAnnouncement, ranOutWords } from "./lock-words.ts";

test("a countdown is quiet until two minutes are left, then speaks three times", () => {
  const spoken = Array.from({ length: 601 }, (_, second) => lockAnnouncement((600 - second) * 1_000));
  expect(new Set(spoken).size).toBe(4);
  expect(lockAnnouncement(121_000)).toBe("");
});

test("a quote that ran out says how long ago", () => {
  const expiresAt = "2026-11-24T12:10:00.000Z";
  expect(ranOutWords(expiresAt, Date.parse(expiresAt) + 125_000)).toBe("The quote ran out 2\u00a0m\u00a0ago");
});
