import { describe, expect, it } from "vitest";
import { loadCatalog } from "./catalog.ts";
import { createLaneStates, type LaneActivity, type LaneCondition } from "./lane-states.ts";
import { type AddedLane, withLanes } from "./with-lanes.ts";

const catalog = await loadCatalog();

const realLane: AddedLane = {
  lane: {
    lane_id: "lane_real",
    adapter: "chat-completions",
    provider: "Real",
    display_name: "Real",
    region: "eu",
    privacy_tiers: ["standard"],
    hosted_tools: [],
    completion_window: "1h",
    concurrency: 8,
    requests_per_minute: null,
    expected: { latency_ms: { median: 100, p95: 200 }, turnaround_ms: null, success_rate: 1 },
  },
  offerings: [],
};

const open: LaneCondition = {
  health: "down",
  health_reason: "The breaker is open.",
  health_since: "2026-11-24T11:59:00.000Z",
  breaker: "open",
  tried_again_at: "2026-11-24T12:00:30.000Z",
  success_rate: 0.25,
  latency_ms: { median: 900, p95: 2_000 },
  measured_calls: 60,
};

function statesWith(listActivity: () => Promise<ReadonlyMap<string, LaneActivity>>, of = catalog) {
  let nowMs = Date.parse("2026-11-24T12:00:00Z");
  let isDown = false;
  const states = createLaneStates({
    catalog: of,
    clock: { now: () => new Date(nowMs) },
    playedHealth: ({ lane_id }) =>
      isDown && lane_id === "lane_openai"
        ? { health: "down", health_reason: "It is told to be." }
        : { health: "healthy", health_reason: null },
    listActivity,
    listConditions: async () =>
      new Map([
        ["lane_openai", open],
        ["lane_real", open],
      ]),
    readsAlways: () => false,
  });
  return {
    states,
    pass: (ms: number) => void (nowMs += ms),
    takeDown: () => void (isDown = true),
  };
}

describe("the state of the lanes", () => {
  it("has every lane of the catalog, idle and unmeasured until something is read", () => {
    const { states } = statesWith(async () => new Map());

    expect([...states.current().keys()]).toEqual(catalog.lanes.map(({ lane_id }) => lane_id));
    expect(states.current().get("lane_openai")).toMatchObject({
      backlog_items: 0,
      success_rate: null,
      models: 13,
    });
  });

  it("shows a lane that has just gone down without a refresh", () => {
    const { states, takeDown } = statesWith(async () => new Map());
    takeDown();

    expect(states.current().get("lane_openai")).toMatchObject({
      health: "down",
      health_reason: "It is told to be.",
    });
  });

  it("of a lane to a provider is what its calls tell, of a sandbox lane what it is told to play", async () => {
    const of = withLanes(catalog, { lanes: [realLane], models: [], keepsSandbox: true });
    const { states } = statesWith(
      async () =>
        new Map([["lane_real", { backlog_items: 9, success_rate: 1, items_per_second: 2 }]]),
      of,
    );
    await states.refresh();

    expect(states.current().get("lane_real")).toMatchObject({
      ...open,
      backlog_items: 9,
      items_per_second: 2,
    });
    expect(states.current().get("lane_openai")).toMatchObject({
      health: "healthy",
      breaker: "closed",
      latency_ms: null,
    });
  });

  it("is read once for any number of callers, and again after two seconds", async () => {
    let readings = 0;
    const { states, pass } = statesWith(async () => {
      readings += 1;
      return new Map([
        ["lane_openai", { backlog_items: readings, success_rate: 0.5, items_per_second: 3 }],
      ]);
    });
    await Promise.all([states.refresh(), states.refresh(), states.refresh()]);
    await states.refresh();
    expect(readings).toBe(1);

    pass(2_000);
    await states.refresh();
    expect(states.current().get("lane_openai")).toMatchObject({
      backlog_items: 2,
      success_rate: 0.5,
      items_per_second: 3,
    });
  });

  it("keeps what it knew when a reading fails, and reads again", async () => {
    let isBroken = false;
    const { states, pass } = statesWith(async () => {
      if (isBroken) throw new Error("the database is gone");
      return new Map([
        ["lane_openai", { backlog_items: 7, success_rate: null, items_per_second: null }],
      ]);
    });
    await states.refresh();
    isBroken = true;
    pass(2_000);
    await expect(states.refresh()).rejects.toThrow("the database is gone");
    isBroken = false;
    await states.refresh();

    expect(states.current().get("lane_openai")?.backlog_items).toBe(7);
  });
});
