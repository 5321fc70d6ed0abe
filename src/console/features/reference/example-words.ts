import { QUOTE_LOCK_SECONDS } from "#contract/quotes.ts";
import { AGENT_WORKFLOW } from "#contract/workflows.ts";

/** The random part of the ids in examples; the same in all of them, so that they read as one story. */
export const ID_TAIL = "01kaw6t9h3n8q2v5x7z0";

/** The moment at which the examples play. */
export const EXAMPLE_NOW = "2026-11-24T09:12:04.000Z";

/** Believable texts by the name of the field. */
export const EXAMPLE_TEXTS: Readonly<Record<string, string>> = {
  adapter: "sandbox",
  answer_excerpt: "working",
  aliases: "gpt-4o-mini-2024-07-18",
  allowed_regions: "global",
  agent_name: "my-agent",
  api_key: "<shown once>",
  api_key_label: "prod-agent-key",
  batch_discount: "0.50",
  body: '{"id":"evt_…","type":"batch.completed"}',
  code: "lane_down",
  completion_window: "24h",
  content: "Name three rivers of Europe.",
  current_password: "<your current password>",
  custom_id: "ticket-48007",
  customer_item_id: "ticket-48007",
  default_model: "gpt-4o-mini",
  description: "One call in, one answer out, billed as a batch of one.",
  display_name: "GPT-4o mini",
  email: "agent@example.com",
  events: "batch.completed",
  fee_percent: "11.80",
  filename: "support-tickets.native.jsonl",
  finish_reason: "stop",
  hosted_tools: "web_search",
  html: "<p>Welcome. Verify the address to go on.</p>",
  input_price_per_million: "0.15",
  instance_id: "01kaw6t9h3n8",
  label: "prod-agent-key",
  lane_id: "sandbox-eu-batch",
  last_four: "k3Qz",
  links: "/verify?token=<token from email>",
  message: "The lane answers again in a while.",
  metadata: "nightly",
  method: "POST",
  model: "gpt-4o-mini",
  models: "gpt-4o-mini",
  note: "Reserved for a batch",
  output_price_per_million: "0.60",
  owned_by: "OpenAI",
  password: "<your password>",
  prefix: "ob_live_8Kd2",
  provider: "openai",
  provider_offerings: "openai",
  read_on: "2026-11-20",
  region: "global",
  request_id: "req_01kaw6t9h3n8q2v5x7z0",
  response_body: "ok",
  role: "user",
  session_token: "<session token>",
  sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  signature: "<signature of the link>",
  slug: "gpt-4o-mini",
  source: "the provider's price page",
  subject: "Verify your email address",
  text: "Welcome. Verify the address to go on.",
  to: "agent@example.com",
  token: "<token from email>",
  url: "https://your-endpoint.example.com/hook",
  version: "v1",
  workflow: AGENT_WORKFLOW,
};

/** The same moment as APIs have it that count in seconds. */
const NOW_SECONDS = Date.parse(EXAMPLE_NOW) / 1_000;

/** Believable figures by the name of the field. */
export const EXAMPLE_FIGURES: Readonly<Record<string, number>> = {
  backlog_items: 400,
  batches: 12,
  bytes: 48_213,
  cached_tokens: 0,
  cancelled: 0,
  completed: 38,
  completed_at: NOW_SECONDS + 2_520,
  context_window: 128_000,
  created: NOW_SECONDS - 345_124,
  created_at: NOW_SECONDS,
  delay_ms: 0,
  duration_ms: 88,
  end_item: 1_000,
  estimated_items: 1_000,
  expected_seconds: 252,
  expires: 1_795_605_124,
  expires_at: NOW_SECONDS + 86_400,
  failed: 2,
  finalizing_at: NOW_SECONDS + 2_519,
  first_item: 0,
  in_progress_at: NOW_SECONDS + 1,
  input_tokens: 41_200,
  item_count: 40,
  items: 40,
  items_per_second: 11.2,
  ladder_rank: 1,
  late_seconds: 252,
  latency_ms: 1_180,
  limit: 20,
  line_count: 40,
  max_input_tokens: 128_000,
  max_output_tokens: 200,
  measured_calls: 1_204,
  median: 1_180,
  models: 6,
  output_tokens: 8_000,
  p95: 3_400,
  pace: 20,
  provider_count: 4,
  reasoning_tokens: 0,
  redelivered: 3,
  retries: 1,
  rung: 1,
  running_items: 0,
  seed: 7,
  speed: 10,
  status: 200,
  status_code: 200,
  success_rate: 0.98,
  total: 40,
  total_tokens: 49_200,
  unit: 0,
};

/** Fields that are null in an example: what has not happened in it. */
export const EXAMPLE_NULLS: ReadonlySet<string> = new Set([
  "cancelled_at",
  "cancelling_at",
  "deadline_seconds",
  "disabled",
  "error",
  "error_file_url",
  "errors",
  "expired_at",
  "failure",
  "failed_at",
  "health_reason",
  "health_since",
  "next_attempt_at",
  "next_cursor",
  "next_rung_reason",
  "parent_batch_id",
  "previous_secret_valid_until",
  "rejection",
  "revoked_at",
  "run_id",
  "tried_again_at",
]);

/** Fields that are true in an example; all others are false. */
export const EXAMPLE_TRUTHS: ReadonlySet<string> = new Set([
  "confirmed",
  "email_verified",
  "ok",
  "selected",
  "settled",
]);

/** Amounts by the name of what they are; they add up. */
export const EXAMPLE_AMOUNTS: Readonly<Record<string, string>> = {
  amount: "25.000000",
  balance_change: "0.023296",
  charged: "0.457248",
  cost: "0.038104",
  credit_balance: "24.931200",
  credit_reserved: "0.061400",
  estimated_cost: "0.057979",
  example_total: "0.000420",
  input_cost: "0.033979",
  output_cost: "0.024000",
  provider_subtotal: "0.057979",
  released: "0.023296",
  reserved_change: "-0.061400",
  service_fee: "0.003421",
  spend_cap: "20.000000",
};

/** What most sums come to: a quote's total, what it reserves, its ceiling. */
export const EXAMPLE_TOTAL = "0.061400";

/** Preferred values of what has a fixed list of them, by the name of the field; the first of the list elsewhere. */
export const EXAMPLE_CHOICES: Readonly<Record<string, readonly string[]>> = {
  status: ["completed", "delivered", "open", "ok"],
  role: ["user"],
  kind: ["settle", "status_changed", "output", "model"],
  type: ["batch.completed"],
};

/** The optional fields that an example shows, by endpoint; the required ones always stand in it. */
export const SHOWN_OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  "apiKeys.create": ["label"],
  "quotes.createForModel": ["models", "routing_mode", "estimated_items"],
  "quotes.compare": ["models", "estimated_items"],
  "batches.create": ["input_file_id", "webhook", "metadata"],
  "webhooks.put": ["events"],
  "openai.createBatch": ["metadata"],
  "workflows.createAgentRun": ["webhook"],
  "local.setInboxAnswer": ["status"],
  "local.setSandbox": ["scenario", "seed"],
  "local.setRehearsal": ["pace", "is_paused"],
};

/** Minutes after the moment of the examples. */
function later(minutes: number): string {
  return new Date(Date.parse(EXAMPLE_NOW) + minutes * 60_000).toISOString();
}

const QUOTED = {
  batch_id: null,
  estimated_completion_at: later(45),
  expires_at: later(QUOTE_LOCK_SECONDS / 60),
  input_file_id: null,
  basis: "estimate",
};

const OPENAI_BATCH_MADE = {
  status: "validating",
  completed: 0,
  failed: 0,
  in_progress_at: null,
  finalizing_at: null,
  completed_at: null,
  output_file_id: null,
  error_file_id: null,
  input_tokens: 0,
  output_tokens: 0,
  total_tokens: 0,
};

const OPENAI_BATCH_CANCELLED = {
  ...OPENAI_BATCH_MADE,
  status: "cancelling",
  cancelling_at: NOW_SECONDS + 60,
};

const BATCH = `bat_${ID_TAIL}`;
const INPUT_FILE = `file_${ID_TAIL}`;

const OPENAI_FILE = { filename: "requests.jsonl" };
const OPENAI_MODEL = { id: "gpt-4o-mini" };

const ANSWERED = { message: { role: "assistant", content: "Danube, Rhine, Loire." } };

/** What an answer says other than the rest, by endpoint and name of the field: a batch just made has not ended. */
export const ANSWER_FACTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "catalog.listModels": { max_output_tokens: 16_384 },
  "quotes.createForModel": QUOTED,
  "quotes.createForWorkflow": { ...QUOTED, kind: "workflow", service_fee_percent: "11.80" },
  "quotes.get": QUOTED,
  "batches.create": {
    status: "pending",
    completed: 0,
    failed: 0,
    cost: { currency: "usd", amount: "0.000000" },
    lanes: [],
    started_at: null,
    completed_at: null,
    output_file_url: null,
  },
  "batches.results": { cost: { currency: "usd", amount: "0.000952" } },
  "batches.cancel": { status: "cancelled", cancel_requested: true },
  "openai.createFile": OPENAI_FILE,
  "openai.listFiles": { ...OPENAI_FILE, first_id: INPUT_FILE, last_id: INPUT_FILE },
  "openai.getFile": OPENAI_FILE,
  "openai.createBatch": OPENAI_BATCH_MADE,
  "openai.listBatches": { first_id: BATCH, last_id: BATCH },
  "openai.cancelBatch": OPENAI_BATCH_CANCELLED,
  "openai.listModels": OPENAI_MODEL,
  "openai.getModel": OPENAI_MODEL,
  "workflows.createAgentRun": { status: "queued", output: null, completed_at: null },
  "workflows.getAgentRun": ANSWERED,
  "workflows.listAgentRuns": ANSWERED,
};
