import type { Exchange } from "#contract/client.ts";
import { expect, test } from "vitest";
import { pollMarks, pollWords } from "./timeline-marks.ts";

function exchange(
  path: string,
  status: number | null,
  failure: Exchange["failure"] = null,
): Exchange {
  return {
    number: 1,
    endpoint: "batches.get",
    method: "GET",
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
    started_at: new Date(1_000),
    duration_ms: 5,
    off_contract: [],
    failure,
  };
}

test("the polls of this batch are marked by what they brought; those of others, and aborted ones, are not", () => {
  const marks = pollMarks(
    [
      exchange("/v1/batches/bat_a", 200),
      exchange("/v1/batches/bat_a", 304),
      exchange("/v1/batches/bat_a", null, "network"),
      exchange("/v1/batches/bat_a", null, "aborted"),
      exchange("/v1/batches/bat_a", null),
      exchange("/v1/batches/bat_b", 200),
    ],
    "bat_a",
  );
  expect(marks.map(({ kind }) => kind)).toEqual(["changed", "unchanged", "failed"]);
  expect(marks[0]?.atMs).toBe(1_005);
  expect(pollWords(marks)).toBe("3\u00a0polls by this tab, 1 of them 304, 1 failed");
});
