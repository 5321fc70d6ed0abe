import { expect, test } from "vitest";
import { describeProgress, type ProgressPart, segmentShares } from "./segment-shares.ts";

function parts(
  completed: number,
  failed: number,
  running: number,
  waiting: number,
): ProgressPart[] {
  return [
    { id: "completed", tone: "done", word: "completed", count: completed },
    { id: "failed", tone: "failed", word: "failed", count: failed },
    { id: "running", tone: "running", word: "running", count: running },
    { id: "waiting", tone: "waiting", word: "waiting", count: waiting },
  ];
}

test("shows one failure in a million and still fills the whole bar", () => {
  const [completed = 0, failed = 0, running = 0, waiting = 0] = segmentShares(
    parts(999_999, 1, 0, 0),
  );
  expect(failed).toBeGreaterThan(0.5);
  expect(running + waiting).toBe(0);
  expect(completed + failed).toBeCloseTo(100, 9);
});

test("keeps true proportions where no part is too small to see", () => {
  expect(segmentShares(parts(50, 25, 15, 10))).toEqual([50, 25, 15, 10]);
});

test("draws nothing of nothing", () => {
  expect(segmentShares(parts(0, 0, 0, 0))).toEqual([0, 0, 0, 0]);
  expect(describeProgress(parts(0, 0, 0, 0))).toEqual({ now: 0, text: "0 percent: nothing yet" });
});

test("counts failures as finished and says each part in words", () => {
  expect(describeProgress(parts(806, 14, 100, 399))).toEqual({
    now: 62,
    text: "62 percent: 806 completed, 14 failed, 100 running, 399 waiting",
  });
});
