import { afterEach, expect, test, vi } from "vitest";
import { ApiError, toApiError } from "./api-error.ts";
import { isErrorCode } from "./errors.ts";
import { startExchange } from "./exchange.ts";
import { contract } from "./index.ts";
import { isForOpenaiClients } from "./openai-errors.ts";

afterEach(() => vi.useRealTimers());

/** The error of an answer, and what the ledger is told of it. */
function errorOf(text: string, headers: Record<string, string> = {}, status = 429) {
  const exchange = startExchange({
    number: 1,
    endpoint: contract.catalog.health,
    path: "/v1/health",
    url: "/v1/health",
    headers: {},
    body: undefined,
    idempotencyKey: undefined,
  });
  exchange.request_id = "req_of_header";
  const error = toApiError(new Response(null, { status, headers }), text, exchange);
  return { error, off: exchange.off_contract };
}

const envelope = (details: object) =>
  JSON.stringify({ error: { code: "preflight_failed", message: "No.", details } });

test("an error in the envelope has its code, message and all that its details say", () => {
  const preflight = [{ code: "blank_line", message: "Blank.", line: 1 }];
  const details = {
    request_id: "req_of_body",
    issues: [{ path: "body.a", message: "b" }],
    preflight,
    issue_count: 7,
    permission: "submit",
  };
  const { error, off } = errorOf(envelope(details));
  expect(error).toMatchObject({
    code: "preflight_failed",
    message: "No.",
    status: 429,
    request_id: "req_of_body",
    issues: details.issues,
    preflight,
    issue_count: 7,
    details,
  });
  expect(off).toEqual([]);
});

test("an error that tells no number of its issues has as many as it shows", () => {
  const { error } = errorOf(envelope({ preflight: [{ code: "a", message: "b" }] }));
  expect(error.issue_count).toBe(1);
  expect(error.request_id).toBe("req_of_header");
});

test.each([
  ["conflict", "conflict"],
  [null, "http_429"],
])("an error in OpenAI's envelope with the code %s is %s", (code, expected) => {
  const body = { error: { message: "No.", type: "t", param: null, code } };
  const { error, off } = errorOf(JSON.stringify(body));
  expect(error).toMatchObject({ message: "No.", code: expected, status: 429 });
  expect(off).toEqual([]);
});

test.each(["", "<html>", "{}", '{"error":{"code":1}}'])(
  "an error outside of every envelope, %j, is by its status and off the contract",
  (text) => {
    const { error, off } = errorOf(text, {}, 502);
    expect(error).toMatchObject({ message: "The server answered 502.", code: "http_502" });
    expect(error.request_id).toBe("req_of_header");
    expect(off).toEqual([{ path: "error", message: "The answer is not in the error envelope" }]);
  },
);

test.each([
  ["2", 2_000],
  ["0", 0],
  ["-5", 0],
  ["0.5", 500],
  ["Mon, 30 Nov 2026 12:00:10 GMT", 10_000],
  ["Mon, 30 Nov 2026 11:59:50 GMT", 0],
  ["soon", null],
])("Retry-After: %s is taken for %s ms", (value, expected) => {
  vi.useFakeTimers({ now: new Date("2026-11-30T12:00:00Z") });
  expect(errorOf("", { "retry-after": value }).error.retryAfterMs).toBe(expected);
});

test("an answer that says nothing of a retry asks for none", () => {
  expect(errorOf("").error.retryAfterMs).toBeNull();
});

test("a code is known exactly when the table has it", () => {
  expect(isErrorCode("not_found")).toBe(true);
  expect(isErrorCode("toString")).toBe(false);
});

test("OpenAI's forms are for what lies below its base path, and for nothing beside it", () => {
  const paths = ["/v1/openai/v1", "/v1/openai/v1/files", "/v1/openai/v1x", "/v1/files", "/"];
  expect(paths.map(isForOpenaiClients)).toEqual([true, true, false, false, false]);
});

test("an error without more facts has none", () => {
  const error = new ApiError("No.", { code: "network_error", status: null });
  expect({ ...error, name: error.name, message: error.message }).toEqual({
    name: "ApiError",
    message: "No.",
    code: "network_error",
    status: null,
    request_id: null,
    issues: [],
    preflight: [],
    issue_count: 0,
    details: {},
    retryAfterMs: null,
  });
});
