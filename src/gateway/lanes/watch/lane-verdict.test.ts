import { expect, test } from "vitest";
import { LANE_FAILURES, LaneFailure, type LaneFailureCode } from "../lane.ts";
import { failureWords, verdictOn } from "./lane-verdict.ts";

const verdict = (code: LaneFailureCode, status_code?: number | null) =>
  verdictOn(new LaneFailure(code, "words", status_code === undefined ? {} : { status_code }), null);

test("failures of the lane count, the item's own count as answered, and a limit does not count", () => {
  const codes = Object.keys(LANE_FAILURES) as LaneFailureCode[]; // the keys of a constant object
  const of = (wanted: string) => codes.filter((code) => verdict(code) === wanted);
  expect(of("answered")).toEqual(["content_policy", "invalid_input", "context_length"]);
  expect(of("none")).toEqual(["provider_429"]);
  expect(of("failed")).toEqual(
    expect.arrayContaining([
      "provider_500",
      "provider_timeout",
      "provider_broken_json",
      "provider_half_answer",
      "lane_unavailable",
    ]),
  );
});

test("a refused key refuses the caller, and a model that is not there says nothing of the lane's others", () => {
  expect([401, 403].map((status) => verdict("lane_unavailable", status))).toEqual([
    "refused",
    "refused",
  ]);
  expect([400, 404].map((status) => verdict("lane_unavailable", status))).toEqual(["none", "none"]);
  expect([302, 402, null].map((status) => verdict("lane_unavailable", status))).toEqual([
    "failed",
    "failed",
    "failed",
  ]);
});

test("a call that was broken off says nothing, and a failure that nobody knows speaks of the lane", () => {
  const ended = AbortSignal.abort(new Error("the batch is cancelled"));
  expect(verdictOn(ended.reason, ended)).toBe("none");
  expect(verdictOn(new TypeError("a mistake"), new AbortController().signal)).toBe("failed");
});

test("a failure's words are its code and status, and nothing that a provider said", () => {
  const failure = new LaneFailure("provider_500", "The key sk-1 is odd", { status_code: 503 });
  expect(failureWords(failure)).toBe("provider_500 (HTTP 503)");
  expect(failureWords(new LaneFailure("provider_timeout", "late"))).toBe("provider_timeout");
});
