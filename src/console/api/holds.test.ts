import { ApiError } from "#contract/client.ts";
import { expect, test } from "vitest";
import { heldUntilMs, noteHold, throwIfHeld } from "./holds.ts";

const busy = (retryAfterMs: number | null) =>
  new ApiError("Too many requests.", { code: "rate_limited", status: 429, retryAfterMs });

test("an environment that asked for a pause is asked nothing before it is over, and another one is", () => {
  noteHold("a", busy(5_000), 1_000);
  expect(() => throwIfHeld("a", 3_000)).toThrow("Too many requests.");
  expect(() => throwIfHeld("b", 3_000)).not.toThrow();
  expect(() => throwIfHeld("a", 6_000)).not.toThrow();
});

test("what is thrown meanwhile asks for what is left of the pause", () => {
  noteHold("c", busy(5_000), 1_000);
  try {
    throwIfHeld("c", 4_500);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ status: 429, code: "rate_limited", retryAfterMs: 1_500 });
  }
});

test("a shorter pause does not end a longer one, and an error that names none begins none", () => {
  noteHold("d", busy(5_000), 0);
  noteHold("d", busy(1_000), 1_000);
  expect(heldUntilMs("d", 2_000)).toBe(5_000);
  noteHold("e", busy(null), 0);
  expect(heldUntilMs("e", 0)).toBeUndefined();
});
