import { expect, test } from "vitest";
import {
  BATCH_STATES,
  BATCH_STATUSES,
  batchOutcome,
  canTransition,
  isTerminal,
} from "./batch-states.ts";

test("a batch only goes forward, and out of a terminal state never", () => {
  for (const [from, fromStatus] of BATCH_STATUSES.entries()) {
    for (const [to, toStatus] of BATCH_STATUSES.entries()) {
      expect(canTransition(fromStatus, toStatus)).toBe(to > from && !isTerminal(fromStatus));
    }
  }
});

test.each([
  ["completed", 3, 0, "completed"],
  ["completed", 2, 1, "completed_with_failures"],
  ["completed", 0, 3, "all_failed"],
  ["expired", 2, 0, "expired"],
  ["cancelled", 0, 0, "cancelled"],
  ["failed", 0, 0, "failed"],
  ["processing", 2, 1, "running"],
] as const)(
  "%s with %i completed and %i failed is shown as %4$s",
  (status, completed, failed, outcome) => {
    expect(batchOutcome({ status, counts: { completed, failed } })).toBe(outcome);
  },
);

test("a batch ends in one of four states, and can be cancelled until its items are done", () => {
  const ends = BATCH_STATUSES.filter(isTerminal);
  expect(ends).toEqual(["completed", "failed", "cancelled", "expired"]);
  const cancellable = BATCH_STATUSES.filter(
    (status) => BATCH_STATES[status].cancelRefusal === null,
  );
  expect(cancellable).toEqual(["pending", "queued", "routing", "dispatched", "processing"]);
});

test.each(BATCH_STATUSES)("%s says what it means, and why it cannot be cancelled", (status) => {
  const { meaning, cancelRefusal } = BATCH_STATES[status];
  for (const text of [meaning, cancelRefusal ?? "It can."]) expect(text).toMatch(/^[A-Z].{4,}\.$/);
});
