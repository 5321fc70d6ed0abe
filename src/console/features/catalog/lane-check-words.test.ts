import type { LaneCheck } from "#contract/local.ts";
import { expect, test } from "vitest";
import { outcomeFacts, outcomeTitle } from "./lane-check-words.ts";

const answered: LaneCheck = {
  ok: true,
  model: "gpt-4o-mini",
  duration_ms: 412,
  status_code: 200,
  failure: null,
  usage: { input_tokens: 13, output_tokens: 2, is_estimated: true },
  cost: { currency: "usd", amount: "0.000004" },
  answer_excerpt: "working",
  request_id: null,
};
const failed: LaneCheck = {
  ...answered,
  ok: false,
  status_code: null,
  failure: { code: "provider_timeout", message: "No answer.", fix: null },
  usage: null,
  cost: null,
};

test("an answer says its time, status, model, tokens with how they are known, and cost to the micro-dollar", () => {
  expect(outcomeTitle(answered)).toBe("Answered in 412\u00a0ms");
  expect(outcomeFacts(answered)).toEqual([
    "HTTP 200",
    "gpt-4o-mini",
    "13\u00a0tokens in, 2 out, estimated",
    "$0.000004 at the lane's prices",
  ]);
  const usage = { input_tokens: 1, output_tokens: 0, is_estimated: false };
  expect(outcomeFacts({ ...answered, usage })).toContain("1\u00a0token in, 0 out, counted");
});

test("a probe says that the lane was reached, and claims no answer of a model", () => {
  const reached: LaneCheck = { ...answered, is_probe: true, usage: null, cost: null };
  expect(outcomeTitle(reached)).toBe("Reached in 412\u00a0ms");
  expect(outcomeFacts(reached)).toEqual(["HTTP 200"]);
  expect(outcomeTitle({ ...failed, is_probe: true })).toBe("Failed after 412\u00a0ms");
});

test("a failure without an answer says so, and claims no tokens and no cost", () => {
  expect(outcomeTitle(failed)).toBe("Failed after 412\u00a0ms");
  expect(outcomeFacts(failed)).toEqual(["no HTTP status", "gpt-4o-mini"]);
});
