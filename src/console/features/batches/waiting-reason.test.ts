import { BATCH_STATUSES, isTerminal } from "#contract/batch-states.ts";
import { expect, test } from "vitest";
import { waitingReason } from "./waiting-reason.ts";

const counts = { total: 100, completed: 40, failed: 0, cancelled: 0 };
const batch = {
  status: "processing",
  counts,
  running_items: 20,
  cancel_requested: false,
} as const;

test("every state that is not an end has a reason, and no end has one", () => {
  for (const status of BATCH_STATUSES) {
    expect(waitingReason({ ...batch, status }, [], 0) === null).toBe(isTerminal(status));
  }
});

test("what waits is counted apart from what a lane has in hand", () => {
  expect(waitingReason(batch, [], 0)).toContain("20\u00a0items on lanes, 40\u00a0items queued");
  expect(waitingReason({ ...batch, running_items: 0 }, [], 0)).toContain("60\u00a0items wait");
});

test("a wait that lasts says for how long", () => {
  const at = new Date(0).toISOString();
  const queued = {
    sequence: 2,
    at,
    kind: "status_changed",
    status: "queued",
    lane_id: null,
    message: "",
  } as const;
  expect(waitingReason({ ...batch, status: "queued" }, [queued], 42_000)).toContain(
    "For 42\u00a0s now",
  );
});

test("what a provider has as a batch of its own is told with how far it is and when it is asked again", () => {
  const share = {
    lane_id: "lane_openai",
    model: "gpt-4o-mini",
    batches: 1,
    items: 60,
    completed: 41,
    failed: 1,
    since: new Date(0).toISOString(),
    next_look_at: new Date(52_000).toISOString(),
  };
  expect(waitingReason({ ...batch, upstream: [share] }, [], 10_000)).toBe(
    "60\u00a0items are with the provider as a batch of its own. It has done 42 of them, and is asked again in 42\u00a0s.",
  );
  const begun = { ...share, since: null };
  expect(waitingReason({ ...batch, upstream: [begun] }, [], 0)).toContain("are being handed");
});

test("of one item is spoken as of one", () => {
  const one = { ...batch, counts: { ...counts, completed: 99 } };
  expect(waitingReason({ ...one, running_items: 1 }, [], 0)).toBe("The last item is on its lane.");
  expect(waitingReason({ ...one, running_items: 0 }, [], 0)).toContain("1\u00a0item waits");
  const dispatched = { ...one, status: "dispatched", running_items: 1 } as const;
  expect(waitingReason(dispatched, [], 0)).toContain("1\u00a0item on its lane");
});
