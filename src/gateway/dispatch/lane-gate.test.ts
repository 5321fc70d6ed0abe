import { describe, expect, test } from "vitest";
import { LaneGate } from "./lane-gate.ts";

/** When each of so many calls begins that begin as soon as they may, looked at from a moment on. */
function begun(gate: LaneGate, calls: number, fromMs = 0, lateMs = 0): number[] {
  let nowMs = fromMs;
  return Array.from({ length: calls }, () => {
    nowMs = Math.max(nowMs, gate.opensAtMs + lateMs);
    gate.begin(nowMs);
    return nowMs;
  });
}

describe("the gate of a lane", () => {
  test("without a rate is always open, unless it is paused", () => {
    const gate = new LaneGate(null);
    expect(begun(gate, 3)).toEqual([0, 0, 0]);
    gate.pause(500);
    expect(begun(gate, 2)).toEqual([500, 500]);
  });

  test("spreads calls over the minute, but for the little that a late timer may be made up for", () => {
    expect(begun(new LaneGate(60), 4)).toEqual([0, 980, 1_980, 2_980]);
  });

  test("reaches its rate although every timer is late by as much as is made up for", () => {
    const times = begun(new LaneGate(600), 6, 0, 20);
    expect(times.slice(1).map((time, at) => time - (times[at] ?? 0))).toEqual([
      100, 100, 100, 100, 100,
    ]);
  });

  test("lets no more begin within any minute than its rate, whatever is made up for", () => {
    const times = begun(new LaneGate(3), 7);
    for (const [at, time] of times.slice(3).entries())
      expect(time - (times[at] ?? 0)).toBeGreaterThanOrEqual(60_000);
  });

  test("does not save up what was not used: after a quiet hour calls are spread as before", () => {
    const gate = new LaneGate(60);
    begun(gate, 5);
    expect(begun(gate, 3, 3_600_000)).toEqual([3_600_000, 3_600_980, 3_601_980]);
  });

  test("opens when the longest of its pauses is over", () => {
    const gate = new LaneGate(60);
    gate.pause(5_000);
    gate.pause(2_000);
    expect(gate.opensAtMs).toBe(5_000);
    gate.pause(7_000);
    expect(gate.opensAtMs).toBe(7_000);
  });
});
