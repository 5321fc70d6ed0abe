import type { Exchange } from "#contract/client.ts";
import { expect, test } from "vitest";
import { foldRepeats } from "./ledger.ts";

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
    (row) => `${row.exchange.method} ${row.exchange.path} ${row.exchange.status} ×${row.times}`,
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
