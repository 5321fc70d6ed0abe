import { BatchEvent, BillingReceipt, RouteReceipt } from "#contract/batch-records.ts";
import { Batch, ResultRow } from "#contract/batches.ts";
import type { Exchange } from "#contract/client.ts";
import { Quote } from "#contract/quotes.ts";
import { Delivery } from "#contract/webhooks.ts";
import { newPlay } from "../play-record.ts";
import type { ReportSource } from "./report-facts.ts";

const TAIL = "01kaw6t9h3n8q2v5x7z0";
const BATCH = `bat_${TAIL}`;
const QUOTE = `qlock_${TAIL}`;
const FILE = `file_${TAIL}`;
const AT = "2026-01-05T09:00:00.000Z";
const LATER = "2026-01-05T09:01:30.000Z";

/** What must be in no report: a key, a signing secret, a prompt and an answer. */
export const SECRETS = {
  key: "ob_live_0123456789abcdefghijABCDEFGHIJ01abcdef", // not-a-secret: counted up
  signing: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", // not-a-secret: the standard's own example
  answer: "the answer that the model gave",
  prompt: "the prompt that a person wrote",
};

/** Text that would be code in a page that took it as it is. */
export const HOSTILE = `<img src="https://evil.example/x" onerror='alert(1)'> & | \\`;

const usd = (amount: string) => ({ currency: "usd", amount });
const TERMS = {
  routing_mode: "balanced",
  sla_tier: "standard",
  privacy_tier: "standard",
  allowed_regions: ["global"],
};
const ESTIMATE = {
  provider_subtotal: usd("0.050000"),
  service_fee: usd("0.002950"),
  service_fee_percent: "5.90",
  total: usd("0.052950"),
  input_tokens: 400,
  output_tokens: 200,
  basis: "file",
};
const LINE = {
  lane_id: "sandbox-eu-batch",
  provider: "openai",
  model: "gpt-4o-mini",
  items: 2,
  completed: 1,
  failed: 1,
  input_tokens: 400,
  output_tokens: 100,
  cost: usd("0.040000"),
};

function batch(): Batch {
  return Batch.parse({
    id: BATCH,
    object: "batch",
    run_id: null,
    status: "completed",
    cancel_requested: false,
    quote_id: QUOTE,
    input_file_id: FILE,
    item_count: 2,
    counts: { total: 2, completed: 1, failed: 1, cancelled: 0 },
    running_items: 0,
    ...TERMS,
    pricing_estimate: ESTIMATE,
    cost: usd("0.042360"),
    lanes: [LINE],
    created_at: AT,
    started_at: AT,
    completed_at: LATER,
    sla_deadline: LATER,
    output_file_url: "https://gateway.example/v1/artifacts/x?signature=s",
    error_file_url: null,
    webhook: { url: "https://receiver.example/hook", events: [] },
    parent_batch_id: null,
    metadata: { name: HOSTILE },
    error: null,
  });
}

function quote(): Quote {
  return Quote.parse({
    quote_id: QUOTE,
    kind: "model",
    status: "used",
    created_at: AT,
    expires_at: LATER,
    ...TERMS,
    item_count: 2,
    models: ["gpt-4o-mini"],
    input_file_id: FILE,
    batch_id: BATCH,
    pricing_estimate: ESTIMATE,
    model_lines: [],
    quote_lanes: [],
  });
}

function rows(): ResultRow[] {
  const ids = (place: number, custom_id: string) => ({
    id: `${BATCH}-${place}`,
    custom_id,
    customer_item_id: custom_id,
    batchrouter: null,
  });
  const body = { choices: [{ message: { role: "assistant", content: SECRETS.answer } }] };
  const response = { status_code: 200, request_id: `req_${TAIL}`, body };
  return [
    ResultRow.parse({ ...ids(0, "a"), response, error: null }),
    ResultRow.parse({
      ...ids(1, "<b>"),
      response: null,
      error: { code: "provider_429", message: HOSTILE },
    }),
  ];
}

function delivery(): Delivery {
  const attempt = { number: 1, at: LATER, duration_ms: 40, status_code: 200, error: null };
  return Delivery.parse({
    id: `whd_${TAIL}`,
    event_id: `evt_${TAIL}`,
    type: "batch.completed",
    batch_id: BATCH,
    run_id: null,
    url: "https://receiver.example/hook",
    status: "delivered",
    attempts: [{ ...attempt, response_body: SECRETS.signing }],
    next_attempt_at: null,
    body: `{"secret":"${SECRETS.signing}"}`,
    created_at: LATER,
  });
}

function call(path: string, change: Partial<Exchange> = {}): Exchange {
  return {
    number: 1,
    endpoint: "batches.get",
    method: "GET",
    path,
    url: `https://gateway.example${path}`,
    request_headers: { authorization: `Bearer ${SECRETS.key}` },
    request_body: SECRETS.prompt,
    status: 200,
    response_headers: {},
    response_body: SECRETS.answer,
    response_bytes: 1,
    request_id: null,
    idempotency_key: null,
    started_at: new Date(AT),
    duration_ms: 1,
    off_contract: [],
    failure: null,
    ...change,
  };
}

/** A report's source in which secrets stand wherever the gateway or the ledger may hold one, and hostile text in every name. */
export function testReportSource(): ReportSource {
  return {
    environment: { name: HOSTILE, origin: "https://gateway.example" },
    gatewayVersion: "0.1.0",
    madeAt: LATER,
    batch: {
      batch: batch(),
      quote: quote(),
      events: [
        { sequence: 1, at: AT, kind: "status_changed", status: "processing", lane_id: null },
        { sequence: 2, at: LATER, kind: "status_changed", status: "completed", lane_id: null },
      ].map((event) => BatchEvent.parse({ ...event, message: HOSTILE })),
      receipts: [
        RouteReceipt.parse({
          id: `rcpt_${TAIL}`,
          unit: 0,
          first_item: 0,
          end_item: 2,
          rung: 1,
          lane_id: HOSTILE,
          model: "gpt-4o-mini",
          items: 2,
          completed: 1,
          failed: 1,
          retries: 0,
          started_at: AT,
          ended_at: LATER,
          outcome: "done",
          next_rung_reason: null,
        }),
      ],
      bill: BillingReceipt.parse({
        batch_id: BATCH,
        quote_id: QUOTE,
        settled: true,
        lines: [LINE],
        provider_subtotal: usd("0.040000"),
        service_fee: usd("0.002360"),
        service_fee_percent: "5.90",
        total: usd("0.042360"),
        quoted_total: usd("0.052950"),
        reserved: usd("0.052950"),
        released: usd("0.010590"),
        rejected_lanes: [],
      }),
      deliveries: [delivery()],
      rows: rows(),
      isCut: false,
    },
    run: undefined,
    play: {
      ...newPlay({ scenario: "calm", seed: 7, pace: 20 }),
      started_at: AT,
      fingerprint: "0123456789abcdef", // not-a-secret: counted up
      isAsBefore: true,
      facts: { is_signature_valid: true },
      steps: [
        {
          id: "register",
          outcome: "A mail goes to ops@example.com.",
          ids: [],
          at: LATER,
          call: "POST /v1/auth/register → 201",
        },
      ],
    },
    calls: [call(`/v1/batches/${BATCH}`), call(`/v1/batches/${BATCH}`, { status: 304 })],
  };
}
