import { expect, test } from "vitest";
import { LaneFailure, type LaneAnswer, type SyncLane } from "#gateway/lanes/lane.ts";
import { requestOf } from "#gateway/lanes/sandbox/test-sandbox.ts";
import { FIRST_RUNG } from "./ladder-climb.ts";
import { LaneLimiter } from "./lane-limiter.ts";
import { runItem, type ItemRunner } from "./run-item.ts";
import { HeldTime } from "./test-held-time.ts";

const ANSWER: LaneAnswer = {
  status_code: 200,
  request_id: "req_1",
  body_json: "{}",
  usage: { input_tokens: 1, output_tokens: 1 },
};
const RUNG = { rung: 1, lane_id: "lane_paced", model: "gpt-4o-mini" };

/** A lane that limits its first call with this Retry-After and answers all others; with the moments of its calls. */
function limitingLane(time: HeldTime, retry_after_ms: number, pacing: SyncLane["pacing"]) {
  const calledAt: number[] = [];
  const lane: SyncLane = {
    kind: "sync",
    lane_id: RUNG.lane_id,
    concurrency: 1,
    pacing,
    async call() {
      calledAt.push(time.ms);
      if (calledAt.length === 1) throw new LaneFailure("provider_429", "Busy.", { retry_after_ms });
      return ANSWER;
    },
  };
  return { lane, calledAt };
}

function runnerOf(time: HeldTime, lane: SyncLane): ItemRunner {
  return {
    lanes: new Map([[lane.lane_id, lane]]),
    limiter: new LaneLimiter(time),
    backoff: () => ({ retries: 8, baseMs: 10, maxMs: 10 }),
    wait: time.wait,
    random: () => 1,
    now: time.now,
    owner: { org_id: "org", batch_id: "bat_1", unit: 0 },
  };
}

const BACKOFF = { retries: 8, baseMs: 500, maxMs: 30_000 };

/** Runs three items at once on a lane that takes one call at a time; gives the moments of its calls. */
async function runThree(pacing: SyncLane["pacing"], retryAfterMs: number): Promise<number[]> {
  const time = new HeldTime();
  const { lane, calledAt } = limitingLane(time, retryAfterMs, pacing);
  const runner = runnerOf(time, lane);
  const { signal } = new AbortController();
  const runs = [0, 1, 2].map((item_index) =>
    runItem({ ...requestOf("Hello"), item_index }, [RUNG], runner, signal, FIRST_RUNG),
  );
  await time.pass(60_000);
  const kinds = (await Promise.all(runs)).map((ended) => "outcome" in ended && ended.outcome.kind);
  expect(kinds).toEqual(["completed", "completed", "completed"]);
  return calledAt;
}

test("a provider's Retry-After holds up every item of the lane, not only the one that was told", async () => {
  const pacing = { requests_per_minute: null, backoff: BACKOFF };
  expect(await runThree(pacing, 7_000)).toEqual([0, 7_000, 7_000, 7_000]);
});

test("a lane of this machine is held up by nobody's luck but the item's own", async () => {
  expect(await runThree(null, 7_000)).toEqual([0, 0, 0, 7_000]);
});

test("between two attempts on a provider's lane its own backoff counts, and the gateway's on any other", async () => {
  const paced = await runThree({ requests_per_minute: null, backoff: BACKOFF }, 0);
  expect(paced).toEqual([0, 0, 0, 500]);
  expect(await runThree(null, 0)).toEqual([0, 0, 0, 10]);
});
