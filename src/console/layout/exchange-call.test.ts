import { expect, test } from "vitest";
import { recordedCall } from "./exchange-call.ts";
import { testExchange } from "./exchange-testing.ts";

test("a call is taken apart into what it was made of", () => {
  const call = recordedCall(
    testExchange({
      path: "/v1/batches/bat_01kaw6t9h3n8c5x7m2qd?include_billing_receipt=true",
      request_headers: { authorization: "Bearer $BATCHROUTER_API_KEY" },
    }),
  );
  expect(call).toMatchObject({
    params: { id: "bat_01kaw6t9h3n8c5x7m2qd" },
    query: { include_billing_receipt: "true" },
    bodyState: "none",
    hidden: [],
    credential: "$BATCHROUTER_API_KEY",
  });
});

test("every field whose secret was replaced is named", () => {
  const body = { email: "a@b.co", password: "«hidden»", list: [{ secret: "whsec_«hidden»" }] };
  const call = recordedCall(
    testExchange({
      endpoint: "accounts.register",
      method: "POST",
      path: "/v1/auth/agent-register",
      request_body: JSON.stringify(body),
    }),
  );
  expect(call?.hidden).toEqual(["body.password", "body.list[0].secret"]);
});

test("a body that was cut is said to be cut, and a file is said to be a file", () => {
  const cut = testExchange({
    endpoint: "batches.create",
    method: "POST",
    path: "/v1/batches",
    request_body: '{"items":[… (400000 characters in all)',
  });
  expect(recordedCall(cut)?.bodyState).toBe("cut");
  const upload = { endpoint: "files.upload", method: "POST", path: "/v1/files" };
  expect(recordedCall(testExchange({ ...upload, request_body: "(9 bytes)" }))?.bodyState).toBe(
    "upload",
  );
});

test("a call of an endpoint that this build does not know is not guessed at", () => {
  expect(recordedCall(testExchange({ endpoint: "batches.pause" }))).toBeUndefined();
});
