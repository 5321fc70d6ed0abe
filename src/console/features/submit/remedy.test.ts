import { ApiError } from "#contract/client.ts";
import { expect, test } from "vitest";
import { remedyOf } from "./remedy.ts";

function refusal(code: string, issue?: string): ApiError {
  const details = issue === undefined ? {} : { preflight: [{ code: issue, message: "No." }] };
  return new ApiError("No.", { code, status: 400 }, { error: { code, message: "No.", details } });
}

test("a quote that ran out or was used is answered by a new one", () => {
  expect(remedyOf(refusal("quote_expired"))).toBe("requote");
  expect(remedyOf(refusal("quote_used"))).toBe("requote");
});

test("a file that comes to more than its quote is answered by a quote for the file", () => {
  expect(remedyOf(refusal("preflight_failed", "exceeds_quote"))).toBe("quote_file");
  expect(remedyOf(refusal("preflight_failed", "invalid_json"))).toBe("none");
});

test("credits that do not reach are answered by more of them", () => {
  expect(remedyOf(refusal("insufficient_credits"))).toBe("top_up");
});

test("what is no answer of the API has no remedy of its own", () => {
  expect(remedyOf(new Error("Off."))).toBe("none");
});
