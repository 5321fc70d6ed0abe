import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApp, type TestApp } from "../test-app.ts";

let gateway: TestApp;
let session: string;
beforeAll(async () => {
  gateway = await createTestApp();
  session = (await gateway.registerAndVerify()).session_token;
});
afterAll(() => gateway.close());

async function faultOf(method: string, path: string, body?: unknown) {
  const response = await gateway.fetch(path, {
    method,
    headers: {
      authorization: `Bearer ${session}`,
      "content-type": "application/json",
      "idempotency-key": "unkeepable-values",
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const { error } = await response.json();
  return { status: response.status, ...error?.details.issues?.[0] };
}

const webhook = "/v1/auth/account/delivery-webhook";
const batch = { quote_id: "qlock_00000000000000000000", items: [{}] };
const agent = { email: "ada@example.com", password: "correct horse battery" };

test.each([
  ["POST", "/v1/auth/agent-register", { ...agent, agent_name: "a\0b" }, "body.agent_name"],
  ["POST", "/v1/auth/account/api-keys", { label: "a\0b" }, "body.label"],
  ["POST", "/v1/auth/account/api-keys", { name: "\ud800" }, "body.name"],
  ["PUT", webhook, { url: "https://example.com/\0" }, "body.url"],
  ["POST", "/v1/batches", { ...batch, metadata: { run: "\0" } }, "body.metadata.run"],
  ["POST", "/v1/batches", { ...batch, metadata: { run: "\udc00" } }, "body.metadata.run"],
  ["POST", "/v1/batches", { ...batch, metadata: { "\0": "x" } }, 'body.metadata["\\u0000"]'],
  ["GET", "/v1/batches?metadata[run]=%00", undefined, "query.metadata.run"],
  ["GET", "/v1/batches?metadata[%00]=x", undefined, 'query.metadata["\\u0000"]'],
  ["GET", "/v1/batches?created_after=0000-01-01T00:00:00Z", undefined, "query.created_after"],
  ["GET", "/v1/webhook-deliveries?batch_id=%00", undefined, "query.batch_id"],
  ["GET", "/v1/webhook-deliveries?run_id=%00", undefined, "query.run_id"],
  ["GET", "/local/mailbox?to=%00", undefined, "query.to"],
])("%s %s names a value that cannot be kept, in %j", async (method, path, body, fault) => {
  expect(await faultOf(method, path, body)).toMatchObject({ status: 400, path: fault });
});

test("what is wrong with a name is said as for a value", async () => {
  expect(await faultOf("POST", "/v1/batches", { ...batch, metadata: { "\0": "x" } })).toMatchObject(
    {
      message: "This name is not allowed here: Text has no NUL and no half characters",
    },
  );
});
