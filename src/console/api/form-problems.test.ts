import { ApiError } from "#contract/client.ts";
import { expect, test } from "vitest";
import { formProblems } from "./form-problems.ts";

function refused(issues: { path: string; message: string }[]): ApiError {
  return new ApiError(
    "no",
    { code: "invalid_request", status: 400 },
    { error: { code: "invalid_request", message: "no", details: { issues } } },
  );
}

test("a field's problem stands at the field and in the summary, the first one of a field", () => {
  const problems = formProblems(
    refused([
      { path: "body.email", message: "first" },
      { path: "body.email", message: "second" },
    ]),
    { email: "id-email" },
  );
  expect(problems.fields).toEqual({ email: "first" });
  expect(problems.all).toEqual([
    { fieldId: "id-email", message: "first" },
    { fieldId: "id-email", message: "second" },
  ]);
});

test("what has no field on the form is named in the summary", () => {
  expect(formProblems(refused([{ path: "body.extra", message: "Unknown" }]), {}).all).toEqual([
    { message: "extra: Unknown" },
  ]);
});

test("any other error concerns the whole form", () => {
  expect(formProblems(new Error("The gateway cannot be reached."), {}).all).toEqual([
    { message: "The gateway cannot be reached." },
  ]);
  expect(formProblems(null, {}).all).toEqual([]);
});
