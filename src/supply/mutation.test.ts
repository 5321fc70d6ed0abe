import { expect, test } from "vitest";
import { sampledIds } from "./mutation-plugin.mjs";
import { percentKilled, scoreOf, scoreTable } from "./mutation-score.ts";

const outcomes = (counts: Record<string, number>): { status: string }[] =>
  Object.entries(counts).flatMap(([status, count]) =>
    Array.from({ length: count }, () => ({ status })),
  );

test("a change that no test reaches counts as one that nobody noticed, a run out of time as noticed", () => {
  const score = scoreOf(
    "egress",
    outcomes({ Killed: 6, Timeout: 2, Survived: 1, NoCoverage: 1, Ignored: 7 }),
  );
  expect([score.mutants, percentKilled(score)]).toEqual([10, 80]);
  expect(percentKilled(scoreOf("egress", []))).toBe(0);
});

test("the table says of which folders only a sample was put to the tests", () => {
  const [, whole, sampled] = scoreTable([
    scoreOf("egress", outcomes({ Killed: 9, Survived: 1 })),
    scoreOf("dispatch", outcomes({ Killed: 250, Survived: 50, CompileError: 2_131 })),
  ]);
  expect(whole?.split(/ {2,}/)).toEqual(["egress", "10", "9", "0", "1", "0", "90.0"]);
  expect(sampled?.split(/ {2,}/).slice(0, 2)).toEqual(["dispatch", "300"]);
  expect(sampled).toMatch(/83\.3 +a sample of 300 of 2,431$/);
});

test("a sample is as large as asked, the same for the same seed, and another for another", () => {
  const mutants = Array.from({ length: 100 }, (_, at) => ({ id: String(at) }));
  const sample = sampledIds(mutants, { size: 10, seed: 5 });
  expect(sample.size).toBe(10);
  expect(sampledIds(mutants.toReversed(), { size: 10, seed: 5 })).toEqual(sample);
  expect(sampledIds(mutants, { size: 10, seed: 6 })).not.toEqual(sample);
  expect(sampledIds(mutants, { size: 1_000, seed: 5 }).size).toBe(100);
});
