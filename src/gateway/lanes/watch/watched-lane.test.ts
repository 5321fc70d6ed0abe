import { beforeEach, describe, expect, it } from "vitest";
import type { BatchLane, UpstreamState } from "../batch-lane.ts";
import { LaneFailure, type LaneAnswer, type LaneRequest, type SyncLane } from "../lane.ts";
import { BATCH_RULES, CALL_RULES, CircuitBreaker } from "./circuit-breaker.ts";
import { LaneMeasures } from "./lane-measures.ts";
import { watchLane, type LaneWatcher } from "./watched-lane.ts";

const { signal } = new AbortController();
const answer: LaneAnswer = {
  status_code: 200,
  request_id: "",
  body_json: "{}",
  usage: { input_tokens: 1, output_tokens: 1 },
};
// The lanes of these tests look at nothing of what they are asked.
const request = {} as LaneRequest;

let now: Date;
let outcome: () => LaneAnswer;
let calls: number;
beforeEach(() => {
  now = new Date("2026-11-30T10:32:10.000Z");
  outcome = () => answer;
  calls = 0;
});

function watcher(rules = CALL_RULES): LaneWatcher {
  return {
    display_name: "Test server",
    breaker: new CircuitBreaker(rules, () => now.getTime()),
    measures: new LaneMeasures(() => now),
    wait: async (ms) => void (now = new Date(now.getTime() + ms)),
  };
}

function failing(code: "provider_500" | "provider_429" | "invalid_input") {
  return (): never => {
    throw new LaneFailure(code, "words");
  };
}

function callOnce(): LaneAnswer {
  calls += 1;
  return outcome();
}

const syncLane: SyncLane = {
  kind: "sync",
  lane_id: "lane_test",
  concurrency: 4,
  pacing: null,
  call: async () => callOnce(),
};

describe("a lane that is called once per item", () => {
  function watched(given = watcher()) {
    const lane = watchLane(syncLane, given) as SyncLane; // a watched lane is of its kind
    return { ...given, call: () => lane.call(request, signal) };
  }

  it("is not called while its breaker is open: the call fails at once, says since when, and can be waited for", async () => {
    const { call, breaker } = watched();
    outcome = failing("provider_500");
    for (let at = 0; at < 20; at += 1) await expect(call()).rejects.toMatchObject({ held: null });
    expect([calls, breaker.state]).toEqual([20, "open"]);

    const failure = await call().catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "lane_unavailable",
      skip_lane: true,
      status_code: null,
      message:
        "The breaker of Test server is open since 10:32 UTC: 20 of its last 20 calls failed, the latest with provider_500 (HTTP 500).",
      held: { reason: "the breaker of Test server is open since 10:32 UTC" },
    });
    expect(calls).toBe(20);

    outcome = () => answer;
    await (failure as LaneFailure).held?.untilTried(signal); // matched above
    expect(await call()).toBe(answer);
    expect([calls, breaker.state]).toEqual([21, "closed"]);
  });

  it("is measured: answers by their time, refused items without one, failures, and a limit not at all", async () => {
    const { call, measures } = watched();
    await call();
    for (const code of ["invalid_input", "provider_500", "provider_429"] as const) {
      outcome = failing(code);
      await expect(call()).rejects.toMatchObject({ code });
    }
    const [slot] = measures.unwritten().slots;
    expect(slot).toMatchObject({
      slot: new Date("2026-11-30T10:30:00.000Z"),
      answered: 2,
      failed: 1,
      answered_at: now,
    });
    expect(slot?.latency_counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  });
});

describe("a lane that is handed whole batches", () => {
  function watched(look: () => Promise<UpstreamState>) {
    const given = watcher(BATCH_RULES);
    const lane: BatchLane = {
      kind: "batch",
      lane_id: "lane_batch",
      limits: { items: 10, bytes: 1_000 },
      poll: { first_ms: 1, most_ms: 1 },
      give_up_ms: 1,
      write: (_request, id) => ({ text: id, group: "" }),
      submit: async () => "upstream_1",
      find: async () => null,
      look,
      async *answers() {
        yield { id: "a", text: "{}" };
      },
      read: callOnce,
      cancel: async () => {},
      forget: async () => {},
      probe: async () => {},
    };
    return { ...given, lane: watchLane(lane, given) as BatchLane }; // a watched lane is of its kind
  }

  it("is called whatever its breaker says, and closes it again by an answer", async () => {
    let isDown = true;
    const { lane, breaker } = watched(async () => {
      calls += 1;
      if (isDown) throw new LaneFailure("provider_500", "down");
      return { kind: "working", counts: null };
    });
    for (let at = 0; at < 6; at += 1)
      await expect(lane.look("upstream_1", signal)).rejects.toMatchObject({ code: "provider_500" });
    expect([calls, breaker.state]).toEqual([6, "open"]);
    isDown = false;
    await lane.look("upstream_1", signal);
    expect([calls, breaker.state]).toEqual([7, "closed"]);
  });

  it("counts a batch that was refused as the failure that it tells, and answers that are read to their end", async () => {
    const failure = new LaneFailure("lane_unavailable", "no", { status_code: 401 });
    const { lane, breaker } = watched(async () => ({ kind: "refused", failure }));
    for (let at = 0; at < 3; at += 1) await lane.look("upstream_1", signal);
    expect(breaker.state).toBe("open");
    const ids: string[] = [];
    for await (const { id } of lane.answers("upstream_1", signal)) ids.push(id);
    expect(ids).toEqual(["a"]);
    expect(breaker.state).toBe("closed");
  });

  it("is measured by the items that it answered", async () => {
    const { lane, measures } = watched(async () => ({ kind: "working", counts: null }));
    lane.read({ id: "a", text: "{}" }, request);
    outcome = failing("provider_500");
    expect(() => lane.read({ id: "b", text: "{}" }, request)).toThrow("words");
    expect(measures.unwritten().slots).toMatchObject([
      { answered: 1, failed: 1, latency_counts: [] },
    ]);
  });
});
