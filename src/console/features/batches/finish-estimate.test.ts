import fc from "fast-check";
import { expect, test } from "vitest";
import { addSample, estimateFinish, type ProgressSample } from "./finish-estimate.ts";

/** A sample each second, at these counts. */
function seen(...counts: number[]): readonly ProgressSample[] {
  let samples: readonly ProgressSample[] = [];
  for (const [second, done] of counts.entries()) {
    samples = addSample(samples, { atMs: second * 1_000, done });
  }
  return samples;
}

test("no range is given before four steps over three seconds were seen", () => {
  expect(estimateFinish([], 100, 0)).toEqual({ kind: "gathering" });
  expect(estimateFinish(seen(0, 10, 20, 30), 100, 3_000)).toEqual({ kind: "gathering" });
  expect(estimateFinish(seen(0, 10, 20, 30, 40), 100, 4_000).kind).toBe("range");
});

test("a steady pace gives a narrow range around the truth, an unsteady one a wide range", () => {
  const steady = estimateFinish(seen(0, 10, 20, 30, 40, 50), 500, 5_000);
  const unsteady = estimateFinish(seen(0, 1, 30, 31, 49, 50), 500, 5_000);
  if (steady.kind !== "range" || unsteady.kind !== "range")
    throw new Error("Both have steps enough");
  expect(steady).toMatchObject({ perSecond: 10, overMs: 5_000, fromMs: 45_000, toMs: 55_000 });
  expect(unsteady.toMs - unsteady.fromMs).toBeGreaterThan(steady.toMs - steady.fromMs);
});

test("when nothing moves for long it says for how long instead of a stale figure", () => {
  const samples = seen(0, 10, 20, 30, 40);
  expect(estimateFinish(samples, 100, 10_000).kind).toBe("range");
  expect(estimateFinish(samples, 100, 44_000)).toEqual({ kind: "stalled", forMs: 40_000 });
});

test("only the last minute counts, and polls that saw nothing new add nothing", () => {
  let samples: readonly ProgressSample[] = [];
  for (let second = 0; second < 200; second += 1) {
    samples = addSample(samples, { atMs: second * 1_000, done: Math.floor(second / 2) });
  }
  expect(samples.length).toBeLessThan(34);
  expect(addSample(samples, { atMs: 999_000, done: 99 })).toBe(samples);
});

test("a range never ends before it begins", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(500), { minLength: 5, maxLength: 40 }),
      fc.nat(1_000_000),
      (steps, remaining) => {
        let done = 0;
        const samples = seen(0, ...steps.map((step) => (done += step)));
        const estimate = estimateFinish(samples, remaining, 1_000 * steps.length);
        const { fromMs, toMs } = estimate.kind === "range" ? estimate : { fromMs: 0, toMs: 1 };
        expect(toMs).toBeGreaterThan(fromMs);
      },
    ),
  );
});
