import { expect, test } from "vitest";
import { testExchange } from "./exchange-testing.ts";
import { countChoices, matchesFilter, NO_FILTER, outcomesOf } from "./ledger-filter.ts";

const calls = [
  testExchange({ number: 1, request_id: "req_abc" }),
  testExchange({ number: 2, status: 304 }),
  testExchange({
    number: 3,
    method: "POST",
    endpoint: "batches.create",
    path: "/v1/batches",
    status: 409,
  }),
  testExchange({ number: 4, status: null, failure: "network" }),
  testExchange({ number: 5, off_contract: [{ path: "id", message: "Expected string" }] }),
  testExchange({ number: 6, status: null }),
];

const found = (change: object) =>
  calls
    .filter((call) => matchesFilter(call, { ...NO_FILTER, ...change }))
    .map(({ number }) => number);

test("each outcome finds its calls, and an answer off the contract counts in both of its classes", () => {
  expect(found({ outcome: "2xx" })).toEqual([1, 5]);
  expect(found({ outcome: "304" })).toEqual([2]);
  expect(found({ outcome: "4xx" })).toEqual([3]);
  expect(found({ outcome: "no-answer" })).toEqual([4]);
  expect(found({ outcome: "off-contract" })).toEqual([5]);
  expect(outcomesOf(testExchange({ status: null }))).toEqual([]);
});

test("text finds path, request id, endpoint and number, each word of it, in any case", () => {
  expect(found({ text: "REQ_ABC" })).toEqual([1]);
  expect(found({ text: " batches.create " })).toEqual([3]);
  expect(found({ text: "v1 create" })).toEqual([3]);
  expect(found({ text: "#6" })).toEqual([6]);
});

test("a count is what choosing it would show, with the filter's other parts as they are", () => {
  const { methods, outcomes } = countChoices(calls, { ...NO_FILTER, method: "GET" });
  expect(methods).toEqual({ all: 6, GET: 5, POST: 1, PUT: 0, DELETE: 0 });
  expect(outcomes).toMatchObject({ all: 5, "2xx": 2, "304": 1, "4xx": 0, "no-answer": 1 });
});
