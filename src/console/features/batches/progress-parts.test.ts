import { expect, test } from "vitest";
import { progressParts } from "./progress-parts.ts";

const cancel_requested = false;
const counts = { total: 1_319, completed: 806, failed: 14, cancelled: 0 };

test("every item is in exactly one part", () => {
  const parts = progressParts({
    status: "processing",
    counts,
    running_items: 100,
    cancel_requested,
  });
  expect(parts.map(({ id, count }) => [id, count])).toEqual([
    ["completed", 806],
    ["failed", 14],
    ["running", 100],
    ["waiting", 399],
  ]);
});

test("an answer that counts more running items than are left does not make the whole larger", () => {
  const most = { ...counts, completed: 1_300 };
  const parts = progressParts({
    status: "processing",
    counts: most,
    running_items: 100,
    cancel_requested,
  });
  expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(1_319);
});

test("once it has ended nothing waits, and what was not done is named by how it ended", () => {
  const ended = { counts: { ...counts, cancelled: 499 }, running_items: 0 };
  const words = (status: "cancelled" | "expired") =>
    progressParts({ ...ended, status, cancel_requested: status === "cancelled" }).map(
      ({ word }) => word,
    );
  expect(words("cancelled")).toEqual(["completed", "failed", "cancelled"]);
  expect(words("expired")).toEqual(["completed", "failed", "not done"]);
});

test("once cancelling was asked for, what waited is counted as cancelled and what runs is still told", () => {
  const parts = progressParts({
    status: "processing",
    counts,
    running_items: 100,
    cancel_requested: true,
  });
  expect(parts.map(({ id, count }) => [id, count])).toEqual([
    ["completed", 806],
    ["failed", 14],
    ["cancelled", 399],
    ["running", 100],
  ]);
});
