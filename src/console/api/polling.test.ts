import { ApiError } from "#contract/client.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nextPollMs } from "./polling.ts";

const calm = { error: null, failures: 0, random: () => 0 };

test("a young batch is polled each second, an old one ever more slowly, up to 15 s", () => {
  expect(nextPollMs({ ...calm, ageMs: 0 })).toBe(1_000);
  expect(nextPollMs({ ...calm, ageMs: 30_000 })).toBe(1_000);
  expect(nextPollMs({ ...calm, ageMs: 90_000 })).toBe(4_000);
  expect(nextPollMs({ ...calm, ageMs: 86_400_000 })).toBe(15_000);
});

test("failures double the wait from 2 s to 15 s", () => {
  const error = new Error("down");
  const waits = [1, 2, 3, 4, 5].map((failures) =>
    nextPollMs({ ageMs: 0, error, failures, random: () => 0 }),
  );
  expect(waits).toEqual([2_000, 4_000, 8_000, 15_000, 15_000]);
});

test("Retry-After is never undercut", () => {
  fc.assert(
    fc.property(
      fc.nat(600_000),
      fc.nat(20),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (retryAfterMs, failures, random) => {
        const error = new ApiError("busy", { code: "rate_limited", status: 429, retryAfterMs });
        expect(
          nextPollMs({ ageMs: 0, error, failures, random: () => random }),
        ).toBeGreaterThanOrEqual(retryAfterMs);
      },
    ),
  );
});
