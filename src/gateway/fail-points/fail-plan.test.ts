import { expect, test } from "vitest";
import { FailPlan, FailPlanMistake, FailPointPassed, parseFailPlan } from "./fail-plan.ts";
import type { FailPointName } from "./names.ts";

/** A plan that writes down what it would do to its process. */
function planOf(text: string, seed = 1) {
  const done: string[] = [];
  const plan = new FailPlan(parseFailPlan(text), seed, {
    kill: (name) => void done.push(`kill ${name}`),
    stall: (ms) => void done.push(`stall ${ms}`),
  });
  const pass = (name: FailPointName, times: number): void => {
    for (let at = 1; at <= times; at += 1) {
      done.push(`${at}`);
      plan.pass(name);
    }
  };
  return { done, pass };
}

test("a rule with a number acts at that pass of its own fail-point and at no other", () => {
  const { done, pass } = planOf("after_lane_answer:kill#3, before_sweep:stall=15000#1");
  pass("after_unit_begun", 1);
  pass("after_lane_answer", 4);
  pass("before_sweep", 2);
  const expected = ["1", "1", "2", "3", "kill after_lane_answer", "4", "1", "stall 15000", "2"];
  expect(done).toEqual(expected);
});

test("a rule without a number acts at every pass, and one that is to throw says where", () => {
  const { pass } = planOf("before_unit_commit:throw");
  expect(() => pass("before_unit_commit", 1)).toThrow(FailPointPassed);
  expect(() => pass("before_unit_commit", 1)).toThrow("before_unit_commit");
});

test("a probability is met about as often as it says, at the same passes for the same seed", () => {
  const [first, again, other] = [5, 5, 6].map((seed) => {
    const { done, pass } = planOf("after_lane_answer:kill@0.1", seed);
    pass("after_lane_answer", 10_000);
    return done;
  });
  const kills = first?.filter((line) => line.startsWith("kill")).length ?? 0;
  expect(kills).toBeGreaterThan(850);
  expect(kills).toBeLessThan(1_150);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test.each([
  ["after_lunch:kill", "There is no fail-point after_lunch"],
  ["after_lane_answer", "is not written"],
  ["after_lane_answer:maim", "is not written"],
  ["after_lane_answer:kill@2", "is not written"],
  ["after_lane_answer:kill@0.5#2", "is not written"],
])("%s is refused with a sentence", (text, sentence) => {
  expect(() => parseFailPlan(text)).toThrow(FailPlanMistake);
  expect(() => parseFailPlan(text)).toThrow(sentence);
});
