import type { Exchange } from "#contract/client.ts";
import { testExchange } from "../../layout/exchange-testing.ts";
import type { SessionFacts } from "./export-session.ts";

const ORIGIN = "http://127.0.0.1:8787";

export const LOCAL: SessionFacts = {
  environment: { id: "local", kind: "local", name: "Local", origin: ORIGIN },
  exportedAt: new Date("2026-11-25T01:12:04.250Z"),
};

const EMAIL = "agent+1@example.com";
const ids = { quote: "qlock_01kaw6t9h3n8c5x7m2qd", batch: "bat_01kaw6t9h3n8c5x7m2qe" };
const inbox = "inbox_01kaw6t9h3n8c5x7m2qf";
const SESSION = { authorization: "Bearer $BATCHROUTER_SESSION" };
const KEY = { authorization: "Bearer $BATCHROUTER_API_KEY" };

type Sent = [change: Partial<Exchange>, request: object | null, answer: object | null];

/** Registering, verifying, a key, a quote, an inbox, a batch and its polls: each call as the ledger keeps it. */
const SENT: Sent[] = [
  [
    { endpoint: "accounts.register", method: "POST", path: "/v1/auth/agent-register", status: 201 },
    { agent_name: "it's `me` $HOME", email: EMAIL, password: "«hidden»" },
    { status: "verification_sent" },
  ],
  [
    {
      endpoint: "accounts.verifyEmail",
      method: "POST",
      path: "/v1/auth/verify-email/confirm",
    },
    { token: "«hidden»" },
    { session_token: "«hidden»" },
  ],
  [
    {
      endpoint: "apiKeys.create",
      method: "POST",
      path: "/v1/auth/account/api-keys",
      status: 201,
      request_headers: SESSION,
    },
    { label: "k" },
    { api_key: "«hidden»", api_key_id: "key_01kaw6t9h3n8c5x7m2qg" },
  ],
  [
    {
      endpoint: "quotes.createForModel",
      method: "POST",
      path: "/v1/quotes/model",
      status: 201,
      request_headers: KEY,
    },
    { models: ["gpt-4o-mini"], estimated_items: 1 },
    { quote_id: ids.quote },
  ],
  [
    { endpoint: "local.createInbox", method: "POST", path: "/local/webhook-inboxes", status: 201 },
    null,
    { inbox_id: inbox, url: `${ORIGIN}/local/webhook-inboxes/${inbox}/hook` },
  ],
  [
    {
      endpoint: "batches.create",
      method: "POST",
      path: "/v1/batches",
      status: 201,
      request_headers: { ...KEY, "idempotency-key": "key-of-then" },
      idempotency_key: "key-of-then",
    },
    {
      quote_id: ids.quote,
      items: [{ customer_item_id: "a" }],
      webhook: { url: `${ORIGIN}/local/webhook-inboxes/${inbox}/hook` },
    },
    { batch: { id: ids.batch } },
  ],
  [
    { path: `/v1/batches/${ids.batch}`, request_headers: KEY },
    null,
    { id: ids.batch, status: "pending" },
  ],
  [{ path: `/v1/batches/${ids.batch}`, status: 304, request_headers: KEY }, null, null],
  [
    { path: `/v1/batches/${ids.batch}`, request_headers: KEY },
    null,
    { id: ids.batch, status: "completed" },
  ],
];

/** A whole session as it was recorded. */
export function testSession(): Exchange[] {
  return SENT.map(([change, request, answer], at) =>
    testExchange({
      number: at + 1,
      request_body: request === null ? null : JSON.stringify(request),
      response_body: answer === null ? null : JSON.stringify(answer),
      ...change,
    }),
  );
}
