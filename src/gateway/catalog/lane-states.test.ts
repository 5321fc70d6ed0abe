import { describe, expect, it } from "vitest";
import { loadCatalog } from "./catalog.ts";
import { createLaneStates, type LaneActivity } from "./lane-states.ts";

const catalog = await loadCatalog();

function statesWith(listActivity: () => Promise<ReadonlyMap<string, LaneActivity>>) {
  let nowMs = Date.parse("2026-11-24T12:00:00Z");
  let isDown = false;
  const states = createLaneStates({
    catalog,
    clock: { now: () => new Date(nowMs) },
    health: ({ lane_id }) => (isDown && lane_id === "lane_openai" ? "down" : "healthy"),
    breaker: () => "closed",
    listActivity,
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

    expect(states.current().get("lane_openai")?.health).toBe("down");
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
