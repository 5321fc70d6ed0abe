import { expect, test } from "vitest";
import type { BatchEvent } from "#contract/batches.ts";
import type { Exchange } from "#contract/client.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { evidenceRows } from "./evidence-rows.ts";
import { type PolledState, polledStates } from "./polled-states.ts";
import { toldEvents } from "./told-events.ts";

const START = Date.parse("2026-11-25T01:00:00Z");
const at = (ms: number) => new Date(START + ms).toISOString();

const change = (sequence: number, status: BatchEvent["status"], ms: number): BatchEvent => ({
  sequence,
  at: at(ms),
  kind: "status_changed",
  status,
  lane_id: null,
  message: "",
});
const EVENTS = [
  change(1, "pending", 0),
  change(2, "processing", 500),
  change(3, "completed", 4_000),
];

const poll = (
  number: number,
  ms: number,
  status: PolledState["status"],
  done = 0,
): PolledState => ({
  number,
  atMs: START + ms,
  status,
  done,
});

interface Try {
  ms: number;
  status: number | null;
}

function delivery(
  event: string,
  type: Delivery["type"],
  createdMs: number,
  tries: Try[],
  done = 0,
) {
  // What the functions under test read of a delivery.
  return {
    id: `whd_${event}_${createdMs}`,
    event_id: event,
    type,
    created_at: at(createdMs),
    body: JSON.stringify({ data: { items_completed: done, items_failed: 0 } }),
    attempts: tries.map(({ ms, status }) => ({ at: at(ms), duration_ms: 0, status_code: status })),
  } as unknown as Delivery; // the rest of a delivery plays no part here
}

test("each change is joined to the first poll that saw it and to the event that told it, with both lags", () => {
  const told = toldEvents([
    delivery("e1", "batch.completed", 4_000, [
      { ms: 4_100, status: 500 },
      { ms: 6_000, status: 200 },
    ]),
  ]);
  const polls = [poll(1, 100, "pending"), poll(2, 4_300, "completed"), poll(3, 5_000, "completed")];
  const rows = evidenceRows(EVENTS, polls, told);
  expect(rows.map(({ status, poll: seen }) => [status, seen])).toEqual([
    ["pending", { number: 1, lagMs: 100, sawLater: false }],
    ["processing", { number: 2, lagMs: 3_800, sawLater: true }],
    ["completed", { number: 2, lagMs: 300, sawLater: false }],
  ]);
  expect(rows[2]?.told).toMatchObject({ takenMs: START + 6_000, attempts: 2, takenCount: 1 });
  expect(rows[0]?.told).toBeNull();
});

test("an event that was taken twice is one event, counted twice", () => {
  const told = toldEvents([
    delivery("e1", "batch.completed", 4_000, [{ ms: 4_100, status: 200 }]),
    delivery("e1", "batch.completed", 9_000, [{ ms: 9_100, status: 204 }]),
  ]);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ takenCount: 2, takenMs: START + 4_100, attempts: 2 });
});

test("what the receiver took after something newer is marked as late", () => {
  const told = toldEvents([
    delivery("e1", "batch.progress", 2_000, [{ ms: 7_000, status: 200 }], 3),
    delivery("e2", "batch.completed", 4_000, [{ ms: 4_100, status: 200 }]),
  ]);
  const rows = evidenceRows(
    EVENTS,
    [poll(1, 100, "pending"), poll(2, 2_500, "processing", 4)],
    told,
  );
  expect(rows.filter(({ isLate }) => isLate).map(({ done }) => done)).toEqual([3]);
  expect(rows.find(({ done }) => done === 3)?.poll).toEqual({
    number: 2,
    lagMs: 500,
    sawLater: true,
  });
});

test("a tab that looked long after the end saw none of it happen", () => {
  const rows = evidenceRows(EVENTS, [poll(1, 600_000, "completed")], []);
  expect(rows.map((one) => one.poll)).toEqual([null, null, null]);
});

test("a 304 sees what the poll before it saw", () => {
  const exchange = (number: number, status: number, body: string | null) =>
    ({
      endpoint: "batches.get",
      path: "/v1/batches/bat_1",
      number,
      status,
      started_at: new Date(START),
      duration_ms: number,
      response_body: body,
    }) as unknown as Exchange; // the rest of an exchange plays no part here
  const body = JSON.stringify({
    status: "processing",
    counts: { completed: 2, failed: 1, cancelled: 0 },
  });
  const calls = [exchange(1, 200, body), exchange(2, 304, null), exchange(3, 500, "{}")];
  expect(polledStates(calls, "bat_1")).toEqual([
    { number: 1, atMs: START + 1, status: "processing", done: 3 },
    { number: 2, atMs: START + 2, status: "processing", done: 3 },
  ]);
});
