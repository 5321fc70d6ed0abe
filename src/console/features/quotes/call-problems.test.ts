import { ApiError } from "#contract/client.ts";
import { expect, test } from "vitest";
import { callProblems } from "./call-problems.ts";

function refusal(preflight: { code: string; message: string; path?: string }[]): ApiError {
  const details = { preflight, issue_count: preflight.length };
  const facts = { code: "preflight_failed", status: 400, details };
  return new ApiError("No.", facts, { error: { code: facts.code, message: "No.", details } });
}

test("a preflight issue stands at the control that its path begins with", () => {
  const error = refusal([
    { code: "unknown_model", message: "There is no model x.", path: "models[1]" },
  ]);
  const { fields, all } = callProblems(error, { models: "models-id" });
  expect(fields).toEqual({ models: "There is no model x." });
  expect(all).toEqual([{ fieldId: "models-id", message: "There is no model x." }]);
});

test("an issue without a control of its own stays in the summary", () => {
  const { fields, all } = callProblems(refusal([{ code: "no_lane", message: "No lane." }]), {});
  expect(fields).toEqual({});
  expect(all).toEqual([{ message: "No lane." }]);
});

test("other failures are told as every form tells them", () => {
  expect(callProblems(null, {}).all).toEqual([]);
  expect(callProblems(new Error("Off."), {}).all).toEqual([{ message: "Off." }]);
});
