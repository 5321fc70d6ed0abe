import type { RunId } from "#contract/primitives.ts";
import { expect, test } from "vitest";
import { unitPriority } from "./unit-priority.ts";

const batch = (sla_tier: "priority" | "standard" | "flex") => ({ run_id: null, sla_tier });
const run = { run_id: "run_1" as RunId, sla_tier: "flex" as const };

test("work is claimed by what waits for it: runs, then by tier, whichever unit it is", () => {
  const priorities = [
    unitPriority(run, 1_000),
    unitPriority(batch("priority"), 0),
    unitPriority(batch("priority"), 1_000),
    unitPriority(batch("standard"), 0),
    unitPriority(batch("standard"), 1_000),
    unitPriority(batch("flex"), 0),
    unitPriority(batch("flex"), 1_000),
  ];
  expect(priorities).toEqual(priorities.toSorted((left, right) => right - left));
  expect(new Set(priorities).size).toBe(priorities.length);
});

test("the first units of a batch come before later ones of others, and beyond eight whoever came first is first", () => {
  const [first, second, eighth, ninth, last] = [0, 1, 7, 8, 1_000].map((unit) =>
    unitPriority(batch("standard"), unit),
  );
  expect([first, second, eighth, ninth, last]).toEqual([50, 49, 43, 42, 42]);
});
