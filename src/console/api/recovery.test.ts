import { ApiError } from "#contract/client.ts";
import { expect, test } from "vitest";
import { nextReadMs } from "./recovery.ts";

const failure = (status: number | null, retryAfterMs: number | null = null, code = "x") =>
  new ApiError("x", { code, status, retryAfterMs });
const never = () => 0;
const failed = (error: Error, errorUpdatedAt: number, dataUpdatedAt = 0) => ({
  error,
  errorUpdatedAt,
  dataUpdatedAt,
});

test("a read that nobody polls is tried again after a failure that may pass, ever more rarely", () => {
  const query = {};
  const waits = [1, 2, 3, 4, 5].map((at) =>
    nextReadMs(query, failed(failure(500), at), false, never),
  );
  expect(waits).toEqual([2_000, 4_000, 8_000, 15_000, 15_000]);
  for (const status of [null, 429, 503])
    expect(nextReadMs({}, failed(failure(status), 1), false, never)).toBe(2_000);
  expect(nextReadMs({}, failed(failure(200, null, "off_contract"), 1), false, never)).toBe(2_000);
});

test("looking twice at one failure gives one wait, whatever chance says", () => {
  const query = {};
  const chances = [0.1, 0.9];
  const look = () => nextReadMs(query, failed(failure(500), 1), false, () => chances.shift() ?? 0);
  expect(look()).toBe(look());
});

test("a success in between ends the row of failures", () => {
  const query = {};
  nextReadMs(query, failed(failure(500), 1), false, never);
  nextReadMs(query, failed(failure(500), 2), false, never);
  expect(nextReadMs(query, failed(failure(500), 9, 5), false, never)).toBe(2_000);
});

test("a poll of the page's own waits as long as the server asked, and is otherwise left alone", () => {
  expect(nextReadMs({}, failed(failure(429, 9_000), 1), 1_000, never)).toBe(9_000);
  expect(nextReadMs({}, failed(failure(500), 1), 5_000, never)).toBe(5_000);
  expect(nextReadMs({}, failed(failure(500), 1), 30_000, never)).toBe(2_000);
  expect(nextReadMs({}, failed(failure(429, 60_000), 1), 30_000, never)).toBe(60_000);
  expect(nextReadMs({}, { error: null, errorUpdatedAt: 0, dataUpdatedAt: 1 }, 1_000)).toBe(1_000);
});

test("what is wrong with the request itself is not asked again", () => {
  for (const status of [400, 401, 403, 404, 409])
    expect(nextReadMs({}, failed(failure(status), 1), false)).toBe(false);
});
