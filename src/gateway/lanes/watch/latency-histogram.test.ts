import fc from "fast-check";
import { expect, test } from "vitest";
import { LatencyHistogram } from "./latency-histogram.ts";

function histogramOf(times: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const ms of times) histogram.add(ms);
  return histogram;
}

test("the median and the 95th of 100 are off by a tenth at most", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 20, max: 900_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
      (times) => {
        const sorted = times.toSorted((left, right) => left - right);
        const exact = (share: number) => sorted[Math.ceil(times.length * share) - 1] ?? Number.NaN;
        const latency = histogramOf(times).latency(1);
        expect(Math.abs((latency?.median ?? 0) / exact(0.5) - 1)).toBeLessThan(0.12);
        expect(Math.abs((latency?.p95 ?? 0) / exact(0.95) - 1)).toBeLessThan(0.12);
      },
    ),
  );
});

test("histograms of several processes add up to the one of all times", () => {
  const [one, other] = [
    [5, 80, 3_000],
    [0.2, 81, 1_000_000_000],
  ];
  const sum = histogramOf(one ?? []);
  sum.addCounts(histogramOf(other ?? []).counts());
  expect(sum.counts()).toEqual(histogramOf([5, 80, 3_000, 0.2, 81, 1_000_000_000]).counts());
  expect(sum.size).toBe(6);
});

test("too few times tell nothing", () => {
  expect(histogramOf([]).latency(0)).toBeNull();
  expect(histogramOf([100, 100]).latency(3)).toBeNull();
  expect(histogramOf([100, 100, 100]).latency(3)).toEqual({ median: 99, p95: 99 });
});
