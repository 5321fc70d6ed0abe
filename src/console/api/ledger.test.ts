import type { Exchange } from "#contract/client.ts";
import { expect, test } from "vitest";
import {
  asReplayOf,
  clearLedger,
  foldRepeats,
  readLedger,
  recordExchange,
  togglePin,
} from "./ledger.ts";

let number = 0;

function exchange(method: string, path: string, status: number | null): Exchange {
  number += 1;
  return {
    number,
    endpoint: "batches.get",
    method,
    path,
    url: path,
    request_headers: {},
    request_body: null,
    status,
    response_headers: {},
    response_body: null,
    response_bytes: 0,
    request_id: null,
    idempotency_key: null,
    started_at: new Date(0),
    duration_ms: 1,
    off_contract: [],
    failure: null,
  };
}

const summary = (calls: Exchange[]) =>
  foldRepeats(calls).map(
    (row) =>
      `${row.exchange.method} ${row.exchange.path} ${row.exchange.status} ×${row.calls.length}`,
  );

test("polls that say the same are one row, and a 304 folds into the 200 that it repeats", () => {
  const polls = [200, 304, 304].map((status) => exchange("GET", "/a", status));
  expect(summary(polls)).toEqual(["GET /a 304 ×3"]);
});

test("two polls that alternate fold into a row each", () => {
  const polls = ["/a", "/b", "/a", "/b"].map((path) => exchange("GET", path, 200));
  expect(summary(polls)).toEqual(["GET /b 200 ×2", "GET /a 200 ×2"]);
});

test("a call that changes something is never folded, and ends the runs before it", () => {
  const calls = [
    exchange("GET", "/a", 200),
    exchange("POST", "/b", 201),
    exchange("POST", "/b", 201),
    exchange("GET", "/a", 200),
  ];
  expect(summary(calls)).toEqual([
    "GET /a 200 ×1",
    "POST /b 201 ×1",
    "POST /b 201 ×1",
    "GET /a 200 ×1",
  ]);
});

test("a failed poll stands in a row of its own", () => {
  const calls = [
    exchange("GET", "/a", 200),
    exchange("GET", "/a", 503),
    exchange("GET", "/a", 200),
  ];
  expect(summary(calls)).toEqual(["GET /a 503 ×1", "GET /a 200 ×2"]);
});

test("a poll that goes off the contract stands in a row of its own", () => {
  const off = {
    ...exchange("GET", "/a", 200),
    off_contract: [{ path: "id", message: "Expected string" }],
  };
  expect(summary([exchange("GET", "/a", 200), off])).toEqual(["GET /a 200 ×1", "GET /a 200 ×1"]);
});

test("a row keeps each of its polls, oldest first", () => {
  const polls = [200, 304, 304].map((status) => exchange("GET", "/a", status));
  expect(foldRepeats(polls)[0]?.calls.map(({ status }) => status)).toEqual([200, 304, 304]);
});

const numbersIn = (environmentId: string) =>
  readLedger(environmentId).calls.map((call) => call.number);

test("a pinned call outlives a clearing, and the limit that the oldest calls fall to", () => {
  const calls = Array.from({ length: 1_002 }, () => exchange("GET", "/a", 200));
  const [pinned] = calls;
  if (pinned === undefined) throw new Error("There are calls");
  recordExchange("pins", pinned);
  togglePin("pins", pinned.number);
  for (const call of calls.slice(1)) recordExchange("pins", call);
  expect(numbersIn("pins")).toHaveLength(1_000);
  expect(numbersIn("pins").slice(0, 2)).toEqual([pinned.number, pinned.number + 3]);
  clearLedger("pins");
  expect(numbersIn("pins")).toEqual([pinned.number]);
});

test("the call that goes out while a replay starts is marked as one, and none after it", () => {
  const [first, replay, later] = [1, 2, 3].map(() => exchange("GET", "/a", null));
  if (first === undefined || replay === undefined || later === undefined) throw new Error();
  recordExchange("replays", first);
  asReplayOf("replays", first.number, () => recordExchange("replays", replay));
  recordExchange("replays", { ...replay, status: 200 });
  recordExchange("replays", later);
  expect([...readLedger("replays").replays]).toEqual([[replay.number, first.number]]);
});

test("the ledger of one environment knows nothing of another's", () => {
  recordExchange("one", exchange("GET", "/a", 200));
  expect(numbersIn("other")).toEqual([]);
});
