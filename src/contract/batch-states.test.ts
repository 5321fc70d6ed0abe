import { expect, test } from "vitest";
import { BATCH_STATUSES, batchOutcome, canTransition, isTerminal } from "./batch-states.ts";

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
