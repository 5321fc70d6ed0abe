import { describe, expect, test } from "vitest";
import type { UpstreamBatchRow } from "#gateway/batches/upstream-store.ts";
import type { BatchLane } from "#gateway/lanes/batch-lane.ts";
import { type LaneAnswer, LaneFailure, type LaneRequest } from "#gateway/lanes/lane.ts";
import { arrivedAnswer } from "./arrived-answer.ts";
import { TestUpstream } from "./test-upstream.ts";

const ANSWER: LaneAnswer = {
  status_code: 200,
  request_id: "req_1",
  body_json: "{}",
  usage: { input_tokens: 1, output_tokens: 2 },
};

/** What comes of an item of such an upstream batch, as `what failed: why`, or the answer, or that it was stopped. */
function arrived(
  row: Partial<UpstreamBatchRow>,
  {
    text,
    read = () => ANSWER,
    isEnding = false,
  }: { text?: string; read?: BatchLane["read"]; isEnding?: boolean } = {},
) {
  const lane = new TestUpstream().lane({ read });
  const arrival = {
    row: { status: "answered", reference: "br7", model: "gpt-4o-mini", ...row } as UpstreamBatchRow,
    place: 35,
    request: { custom_id: "mine" } as LaneRequest,
    attempt: 2,
    text,
  };
  const result = arrivedAnswer(lane, arrival, isEnding);
  return result instanceof LaneFailure ? `${result.code}: ${result.message}` : result;
}

test("a line is read as the answer to this item of this batch, at this attempt", () => {
  const seen: unknown[] = [];
  const read: BatchLane["read"] = (answer, request) => {
    seen.push(answer, request);
    return ANSWER;
  };
  expect(arrived({}, { text: "{}", read })).toBe(ANSWER);
  expect(seen).toEqual([
    { id: "br7_z", text: "{}" },
    { custom_id: "mine", model: "gpt-4o-mini", attempt: 2 },
  ]);
});

test("what the lane says of a line is what failed; a lane that breaks fails this item alone", () => {
  const fails = (error: Error) => () => {
    throw error;
  };
  const policy = fails(new LaneFailure("content_policy", "No."));
  expect(arrived({}, { text: "{}", read: policy })).toBe("content_policy: No.");
  expect(arrived({}, { text: "{}", read: fails(new TypeError("oops")) })).toBe(
    "provider_500: The lane failed in a way it does not know.",
  );
});

describe("without a line", () => {
  test.each<[Partial<UpstreamBatchRow>, string]>([
    [
      { ended_why: "completed" },
      "provider_missing_answer: The provider's batch ended without an answer to this item.",
    ],
    [
      { ended_why: "expired" },
      "provider_expired: The provider's batch expired before this item was done.",
    ],
    [
      { ended_why: "cancelled" },
      "provider_expired: The provider's batch was cancelled before this item was done.",
    ],
    [{ status: "left" }, "provider_expired: The provider's batch did not end in time."],
    [
      { status: "refused", failure_code: "lane_unavailable", failure_message: "Closed." },
      "lane_unavailable: Closed.",
    ],
    [
      { status: "refused", failure_code: "of_an_older_gateway", failure_message: null },
      "provider_500: The provider did not take the batch.",
    ],
    [
      { status: "refused", failure_code: null, failure_message: null },
      "provider_500: The provider did not take the batch.",
    ],
  ])("%j is %s", (row, said) => {
    expect(arrived(row)).toBe(said);
  });
});

test("where the batch is ending, what was given up for that is stopped, and the rest is as it is", () => {
  const isEnding = true;
  expect(arrived({ ended_why: "cancelled" }, { isEnding })).toBe("stopped");
  expect(arrived({ status: "left" }, { isEnding })).toBe("stopped");
  expect(arrived({}, { text: "{}", isEnding })).toBe(ANSWER);
  expect(arrived({ ended_why: "completed" }, { isEnding })).toMatch(/^provider_missing_answer: /);
});
