import type { InboxReceipt } from "#contract/local.ts";
import { expect, test } from "vitest";
import { readEvent, viewReceipts } from "./receipts.ts";

let made = 0;
function receipt(body: string): InboxReceipt {
  made += 1;
  return {
    id: `r${made}`,
    received_at: "2026-11-24T12:00:00.000Z",
    method: "POST",
    headers: {},
    body,
  };
}

function event(id: string, created: number, batch_id = "bat_a"): InboxReceipt {
  return receipt(
    JSON.stringify({ id, type: "batch.completed", event: "batch.completed", created, batch_id }),
  );
}

/** In the order of arrival, as `[duplicate_of, overtaken_by]`. */
function marks(arrivals: InboxReceipt[]) {
  return viewReceipts(arrivals.toReversed())
    .toReversed()
    .map(({ duplicate_of, overtaken_by }) => [duplicate_of, overtaken_by]);
}

test("an event that comes again is a duplicate of its first arrival, however often", () => {
  expect(
    marks([event("evt_1", 10), event("evt_2", 20), event("evt_1", 10), event("evt_1", 10)]),
  ).toEqual([
    [null, null],
    [null, null],
    [1, null],
    [1, null],
  ]);
});

test("an event that was made before one that has arrived is out of order", () => {
  expect(marks([event("evt_2", 20), event("evt_1", 10), event("evt_3", 30)])).toEqual([
    [null, null],
    [null, 1],
    [null, null],
  ]);
});

test("within one second the time in the id tells the order", () => {
  const early = event("evt_01kaw6t9a00000000000", 10);
  const late = event("evt_01kaw6t9b00000000000", 10);
  expect(marks([late, early])).toEqual([
    [null, null],
    [null, 1],
  ]);
  expect(marks([early, late])).toEqual([
    [null, null],
    [null, null],
  ]);
});

test("events of different batches have no order among each other", () => {
  expect(marks([event("evt_2", 20, "bat_b"), event("evt_1", 10, "bat_a")])).toEqual([
    [null, null],
    [null, null],
  ]);
});

test("what is no event is numbered and not marked", () => {
  const [view] = viewReceipts([receipt("hello")]);
  expect(view).toMatchObject({ number: 1, event: null, duplicate_of: null, overtaken_by: null });
});

test.each(["", "null", "[]", '"text"', "{}", '{"id":1,"type":"a"}'])("%j is no event", (body) => {
  expect(readEvent(body)).toBeNull();
});
