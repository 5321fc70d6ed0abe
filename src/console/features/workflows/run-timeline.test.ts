import type { BatchEvent, RouteReceipt } from "#contract/batches.ts";
import { expect, test } from "vitest";
import { finishTone, finishWords, modelCalls, runTimeline } from "./run-timeline.ts";

const START = Date.parse("2026-11-24T12:00:00.000Z");
const at = (ms: number) => new Date(START + ms).toISOString();

function event(sequence: number, ms: number, status: BatchEvent["status"]): BatchEvent {
  return {
    sequence,
    at: at(ms),
    kind: "status_changed",
    status,
    lane_id: null,
    message: `to ${status}`,
  };
}

const EVENTS = [
  event(1, 0, "pending"),
  event(2, 40, "routing"),
  event(3, 100, "dispatched"),
  event(4, 300, "processing"),
  event(5, 980, "completing"),
  event(6, 1_000, "completed"),
];

const short = (steps: ReturnType<typeof runTimeline>) =>
  steps.map(({ name, tone, durationMs }) => [name, tone, durationMs]);

test("a finished run tells how long it waited and how long it ran, and the two are its whole time", () => {
  const steps = runTimeline(
    { status: "completed", created_at: at(0), completed_at: at(1_000) },
    EVENTS,
  );
  expect(short(steps)).toEqual([
    ["queued", "done", 100],
    ["running", "done", 900],
    ["completed", "done", null],
  ]);
  expect(steps.map(({ bar }) => bar)).toEqual([
    { start: 0, length: 0.1 },
    { start: 0.1, length: 0.9 },
    null,
  ]);
});

test("each event stands in the step in which it happened, with its time since the start", () => {
  const [queued, running] = runTimeline(
    { status: "completed", created_at: at(0), completed_at: at(1_000) },
    EVENTS,
  );
  expect(queued?.notes.map(({ offsetMs }) => offsetMs)).toEqual([0, 40]);
  expect(running?.notes.map(({ text }) => text)).toEqual([
    "to dispatched",
    "to processing",
    "to completing",
    "to completed",
  ]);
});

test("a waiting run has begun nothing else", () => {
  const steps = runTimeline(
    { status: "queued", created_at: at(0), completed_at: null },
    EVENTS.slice(0, 2),
  );
  expect(short(steps)).toEqual([
    ["queued", "running", null],
    ["running", "waiting", null],
    ["completed", "waiting", null],
  ]);
});

test("a running run's wait is known and its end is open", () => {
  const steps = runTimeline(
    { status: "running", created_at: at(0), completed_at: null },
    EVENTS.slice(0, 4),
  );
  expect(short(steps)).toEqual([
    ["queued", "done", 100],
    ["running", "running", null],
    ["completed", "waiting", null],
  ]);
});

test("a run whose events have not come yet still has its steps and its end", () => {
  const steps = runTimeline({ status: "failed", created_at: at(0), completed_at: at(500) }, []);
  expect(short(steps)).toEqual([
    ["queued", "done", 500],
    ["running", "done", null],
    ["failed", "failed", null],
  ]);
});

function receipt(part: Partial<RouteReceipt>): RouteReceipt {
  return {
    // The brand is a promise about the shape, of no matter here.
    id: "rcpt_0123456789abcdefghjk" as RouteReceipt["id"],
    unit: 0,
    first_item: 0,
    end_item: 1,
    rung: 1,
    lane_id: "sandbox-a",
    model: "gpt-4o-mini",
    items: 1,
    completed: 1,
    failed: 0,
    retries: 0,
    started_at: at(0),
    ended_at: at(250),
    outcome: "done",
    next_rung_reason: null,
    ...part,
  };
}

test("a call that fell through to the next rung says why and needs a look; one whose item failed is failed", () => {
  const calls = modelCalls([
    receipt({ outcome: "climbed", completed: 0, next_rung_reason: "rate_limited 8 times" }),
    receipt({ completed: 0, failed: 1 }),
    receipt({}),
  ]);
  expect(calls.map(({ tone }) => tone)).toEqual(["attention", "failed", "done"]);
  expect(calls[0]).toMatchObject({ durationMs: 250, why: "rate_limited 8 times" });
});

test("an answer that was cut is not passed off as whole", () => {
  expect(finishTone("stop")).toBe("neutral");
  expect(finishTone("length")).toBe("attention");
  expect(finishWords("length")).toContain("cut");
  expect(finishWords("eos")).toContain("own");
});
