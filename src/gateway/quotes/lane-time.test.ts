import { describe, expect, it } from "vitest";
import type { CatalogLane } from "../catalog/catalog-lane.ts";
import { basisText, laneSuccess, laneTime, secondsOf } from "./lane-time.ts";

function laneExpecting(expected: Partial<CatalogLane["expected"]>): CatalogLane {
  return {
    lane_id: "lane_test",
    adapter: "chat-completions",
    provider: "Test",
    display_name: "Test",
    region: "global",
    privacy_tiers: ["standard"],
    hosted_tools: [],
    completion_window: "24h",
    concurrency: 10,
    requests_per_minute: null,
    expected: {
      latency_ms: { median: 1_000, p95: 1_000 },
      turnaround_ms: null,
      success_rate: 0.99,
      ...expected,
    },
  };
}

const measured = {
  backlog_items: 0,
  success_rate: 0.7,
  latency_ms: { median: 4_000, p95: 4_000 },
  measured_calls: 1_204,
};

describe("the time on a lane that is called once per item", () => {
  const lane = laneExpecting({});

  it("follows the catalog until fifty calls have been measured, and the measured latency from then on", () => {
    const early = laneTime(lane, { ...measured, measured_calls: 49 }, 100);
    expect([secondsOf(early), basisText(early)]).toEqual([10, "as the catalog expects"]);
    const known = laneTime(lane, { ...measured, measured_calls: 50 }, 100);
    expect([secondsOf(known), basisText(known)]).toEqual([40, "measured over 50 calls"]);
    expect(basisText(laneTime(lane, measured, 100))).toBe("measured over 1,204 calls");
  });

  it("counts what is planned there before, at the same pace", () => {
    const time = laneTime(lane, { ...measured, backlog_items: 50 }, 100);
    expect(time).toMatchObject({ wait_seconds: 20, run_seconds: 40, late_seconds: 60 });
  });

  it("is no shorter than the lane's rate allows, however fast it answers", () => {
    const slow = { ...lane, requests_per_minute: 60 };
    expect(laneTime(slow, undefined, 120).run_seconds).toBe(120);
  });

  it("follows the catalog for a sandbox lane, which plays what the catalog says", () => {
    const { adapter: _, ...terms } = lane;
    const sandbox: CatalogLane = {
      ...terms,
      adapter: "sandbox",
      sandbox: {
        latency_ms: { median: 1_000, p95: 1_000 },
        failure_rate: 0,
        rate_limit_rate: 0,
        down_in: [],
      },
    };
    expect(laneTime(sandbox, measured, 100).measured_calls).toBeNull();
  });
});

describe("the time on a lane that is handed whole batches", () => {
  const lane = laneExpecting({ turnaround_ms: { median: 3_600_000, p95: 20 * 3_600_000 } });

  it("is its turnaround however many items there are and wait, with the 95th of 100 as the late one", () => {
    const busy = { ...measured, backlog_items: 1_000_000 };
    for (const items of [1, 1_000_000]) {
      const time = laneTime(lane, busy, items);
      expect(secondsOf(time)).toBe(3_600);
      expect(time.late_seconds).toBe(72_000);
    }
  });
});

describe("the success of a lane", () => {
  it("is the expected one until fifty calls have been measured", () => {
    expect(laneSuccess(laneExpecting({}), { ...measured, measured_calls: 49 })).toBe(0.99);
    expect(laneSuccess(laneExpecting({}), measured)).toBe(0.7);
    expect(laneSuccess(laneExpecting({}), undefined)).toBe(0.99);
  });
});
