import * as z from "zod/mini";
import { defineEndpoint } from "./endpoint.ts";
import { BatchId, Money, pageOf, PageQuery, QuoteId, RunId, Timestamp } from "./primitives.ts";
import { WebhookInput } from "./webhook-events.ts";

export const AGENT_WORKFLOW = "agent-main-thread@v1";

export const ChatMessage = z.strictObject({
  role: z.enum(["system", "developer", "user", "assistant"]),
  content: z.string().check(z.minLength(1), z.maxLength(500_000)),
});

export const CreateAgentRunBody = z.strictObject({
  input: z.strictObject({ messages: z.array(ChatMessage).check(z.minLength(1), z.maxLength(500)) }),
  webhook: z.optional(WebhookInput),
  model: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  max_output_tokens: z.optional(z.number().check(z.int(), z.gte(1), z.lte(200_000))),
});

const RUN_STATUSES = ["queued", "running", "completed", "failed"] as const;

export const AgentRun = z.object({
  id: RunId,
  object: z.literal("workflow_run"),
  workflow: z.string(),
  status: z.enum(RUN_STATUSES),
  model: z.string(),
  input: z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) }),
  output: z.nullable(
    z.object({
      message: z.object({ role: z.string(), content: z.string() }),
      finish_reason: z.nullable(z.string()),
      usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
      cost: Money,
    }),
  ),
  error: z.nullable(z.object({ code: z.string(), message: z.string() })),
  batch_id: BatchId,
  quote_id: QuoteId,
  webhook: z.nullable(z.object({ url: z.string(), secret: z.optional(z.string()) })),
  created_at: Timestamp,
  completed_at: z.nullable(Timestamp),
});
export type AgentRun = z.output<typeof AgentRun>;

const path = "/v1/workflows/agent-main-thread/runs";

export const workflows = {
  createAgentRun: defineEndpoint({
    method: "POST",
    path,
    summary: "Run a single-step agent loop",
    auth: { kind: "either", permission: "submit" },
    body: { kind: "json", schema: CreateAgentRunBody },
    answer: { kind: "json", status: 202, schema: z.object({ run: AgentRun }) },
    errors: ["preflight_failed", "insufficient_credits", "spend_cap_exceeded"],
    changes: ["workflows", "batches", "accounts"],
  }),
  listAgentRuns: defineEndpoint({
    method: "GET",
    path,
    summary: "List agent runs, newest first",
    auth: { kind: "either", permission: "read" },
    query: PageQuery,
    answer: { kind: "json", status: 200, schema: pageOf(AgentRun) },
    cached: true,
  }),
  getAgentRun: defineEndpoint({
    method: "GET",
    path: `${path}/{id}`,
    summary: "Get an agent run",
    auth: { kind: "either", permission: "read" },
    params: z.object({ id: RunId }),
    answer: { kind: "json", status: 200, schema: AgentRun },
    errors: ["not_found"],
    cached: true,
  }),
};
