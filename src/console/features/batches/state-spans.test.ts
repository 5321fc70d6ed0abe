import type { BatchEvent } from "#contract/batches.ts";
import { expect, test } from "vitest";
import { eventDurations, stateSpans } from "./state-spans.ts";

const at = (second: number): string => new Date(second * 1_000).toISOString();

function change(sequence: number, second: number, status: BatchEvent["status"]): BatchEvent {
  return { sequence, at: at(second), kind: "status_changed", status, lane_id: null, message: "" };
}

const lane: BatchEvent = { ...change(9, 2, null), kind: "lane_selected" };
const events = [change(1, 0, "pending"), change(2, 1, "queued"), lane, change(3, 4, "processing")];

test("each state lasts until the next one, the last until now", () => {
  const batch = { status: "processing", created_at: at(0), completed_at: null } as const;
  expect(stateSpans(batch, events, 10_000)).toEqual([
    { status: "pending", fromMs: 0, toMs: 1_000, isOpen: false },
    { status: "queued", fromMs: 1_000, toMs: 4_000, isOpen: false },
    { status: "processing", fromMs: 4_000, toMs: 10_000, isOpen: true },
  ]);
  expect([...eventDurations(batch, events, 10_000)]).toEqual([
    [1, 1_000],
    [2, 3_000],
    [3, 6_000],
  ]);
});

test("the end closes the last state and has no span of its own", () => {
  const batch = { status: "completed", created_at: at(0), completed_at: at(8) } as const;
  const spans = stateSpans(batch, [...events, change(4, 8, "completed")], 60_000);
  expect(spans.at(-1)).toEqual({ status: "processing", fromMs: 4_000, toMs: 8_000, isOpen: false });
});

test("before any event has come the present state stands for the whole time", () => {
  const batch = { status: "queued", created_at: at(0), completed_at: null } as const;
  expect(stateSpans(batch, [], 5_000)).toEqual([
    { status: "queued", fromMs: 0, toMs: 5_000, isOpen: true },
  ]);
});
