import { expect, test } from "vitest";
import { lockAnnouncement, ranOutWords } from "./lock-words.ts";

test("a countdown is quiet until two minutes are left, then speaks three times", () => {
  const spoken = Array.from({ length: 601 }, (_, second) =>
    lockAnnouncement((600 - second) * 1_000),
  );
  expect(new Set(spoken).size).toBe(4);
  expect(lockAnnouncement(121_000)).toBe("");
});

test("a quote that ran out says how long ago, in one whole unit", () => {
  const expiresAt = "2026-11-24T12:10:00.000Z";
  const after = (ms: number) => ranOutWords(expiresAt, Date.parse(expiresAt) + ms);
  expect(after(125_000)).toBe("The quote ran out 2 minutes ago");
  expect(after(1_500)).toBe("The quote ran out 1 second ago");
  expect(after(3 * 86_400_000)).toBe("The quote ran out 3 days ago");
  expect(after(-500)).toBe("The quote ran out 0 seconds ago");
});
