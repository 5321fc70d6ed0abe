import { expect, test } from "vitest";
import { explainError } from "./exchange-error.ts";
import { testExchange } from "./exchange-testing.ts";

const answer = (status: number, error: object) =>
  testExchange({ status, response_body: JSON.stringify({ error }) });

test("an error is explained by its code, its fields and the contract's fix", () => {
  const explained = explainError(
    answer(400, {
      code: "invalid_request",
      message: "The request does not match the contract.",
      details: { issues: [{ path: "body.models[0]", message: "Too short" }] },
    }),
  );
  expect(explained).toMatchObject({
    code: "invalid_request",
    fix: "Correct the fields named in details.issues and send it again.",
    fields: [{ at: "body.models[0]", message: "Too short" }],
    moreFields: 0,
  });
});

test("findings about lines name the line, and those that are not listed are counted", () => {
  const preflight = Array.from({ length: 12 }, (_, at) => ({
    code: "x",
    message: "Bad",
    line: at + 1,
    path: "input",
  }));
  const explained = explainError(
    answer(400, {
      code: "preflight_failed",
      message: "No.",
      details: { preflight, issue_count: 300 },
    }),
  );
  expect(explained?.fields[0]).toEqual({ at: "line 1 · input", message: "Bad" });
  expect(explained?.moreFields).toBe(292);
});

test("a newer gateway's code, a foreign error page and no answer at all are explained too", () => {
  const unknown = explainError(answer(409, { code: "batch_paused", message: "P", details: {} }));
  expect(unknown).toMatchObject({ code: "batch_paused", message: "P" });
  const page = testExchange({ status: 502, response_body: "<h1>Bad gateway</h1>" });
  expect(explainError(page)?.code).toBe("http_502");
  const silent = testExchange({ status: null, failure: "network" });
  expect(explainError(silent)?.code).toBe("network_error");
});

test("a rate limit says how long to wait", () => {
  const limited = {
    ...answer(429, { code: "rate_limited", message: "M", details: {} }),
    response_headers: { "retry-after": "7" },
  };
  expect(explainError(limited)?.retryAfter).toBe("7");
});

test("what went well, is under way or was called off is no error", () => {
  expect(explainError(testExchange())).toBeUndefined();
  expect(explainError(testExchange({ status: null }))).toBeUndefined();
  expect(explainError(testExchange({ status: null, failure: "aborted" }))).toBeUndefined();
});
