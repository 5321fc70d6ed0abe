import { expect, test } from "vitest";
import { attemptOutcome, deliveriesPollMs, deliveryTone } from "./delivery-states.ts";

const NOW = Date.parse("2026-11-24T12:00:00Z");
const inMs = (ms: number) => new Date(NOW + ms).toISOString();
const failedAttempt = {
  number: 1,
  at: inMs(-10),
  duration_ms: 5,
  status_code: 500,
  response_body: null,
  error: null,
};

test("a pending delivery needs a look once an attempt has failed, and only then", () => {
  expect(deliveryTone({ status: "pending", attempts: [] })).toBe("running");
  expect(deliveryTone({ status: "pending", attempts: [failedAttempt] })).toBe("attention");
});

test("an end is green for delivered alone", () => {
  const tones = (["delivered", "failed", "gone"] as const).map((status) =>
    deliveryTone({ status, attempts: [] }),
  );
  expect(tones).toEqual(["done", "failed", "attention"]);
});

test.each([
  [
    { status_code: 204, error: null },
    { tone: "done", word: "204" },
  ],
  [
    { status_code: 302, error: { code: "redirect", message: "" } },
    { tone: "failed", word: "302" },
  ],
  [
    { status_code: null, error: { code: "timeout", message: "" } },
    { tone: "failed", word: "timeout" },
  ],
])("an attempt that ended %j reads %j", (attempt, outcome) => {
  expect(attemptOutcome(attempt)).toEqual(outcome);
});

test("polls just after the soonest attempt is due, at most once a second", () => {
  const pending = (ms: number) => ({ status: "pending", next_attempt_at: inMs(ms) }) as const;
  expect(deliveriesPollMs([pending(60_000), pending(3_000)], NOW)).toBe(3_400);
  expect(deliveriesPollMs([pending(-5_000)], NOW)).toBe(1_000);
});

test("polls calmly when the next attempt is hours away or nothing is pending", () => {
  const later = { status: "pending", next_attempt_at: inMs(9 * 3_600_000) } as const;
  expect(deliveriesPollMs([later], NOW)).toBe(10_000);
  expect(deliveriesPollMs([{ status: "delivered", next_attempt_at: null }], NOW)).toBe(10_000);
});
