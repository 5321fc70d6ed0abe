import * as z from "zod/mini";
import { defineEndpoint, defineGroup } from "./endpoint.ts";
import { BatchId, Money, pageOf, PageQuery, QuoteId, RunId, Timestamp } from "./primitives.ts";
import { WebhookInput } from "./webhook-events.ts";

export const AGENT_WORKFLOW = "agent-main-thread@v1";

/** A tool that an assistant asked for; `arguments` is the JSON text that it wrote, whether or not it parses. */
export const ToolCall = z.strictObject({
  id: z.string().check(z.minLength(1), z.maxLength(200)),
  type: z.literal("function"),
  function: z.strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(200)),
    arguments: z.string().check(z.maxLength(500_000)),
  }),
});
export type ToolCall = z.output<typeof ToolCall>;

/** A message of a run. The caller runs the tools: their calls and results stand in the messages of the next step. */
export const ChatMessage = z
  .strictObject({
    role: z.enum(["system", "developer", "user", "assistant", "tool"]),
    content: z.string().check(z.maxLength(500_000)),
    /** Of an assistant alone. */
    tool_calls: z.optional(z.array(ToolCall).check(z.minLength(1), z.maxLength(128))),
    /** Of a tool's result: the call that it answers. */
    tool_call_id: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  })
  .check(
    z.refine(
      ({ role, content, tool_calls }) =>
        content !== "" || role === "tool" || tool_calls !== undefined,
      { path: ["content"], message: "Say something" },
    ),
    z.refine(({ role, tool_calls }) => role === "assistant" || tool_calls === undefined, {
      path: ["tool_calls"],
      message: "Only an assistant calls tools",
    }),
    z.refine(({ role, tool_call_id }) => (role === "tool") === (tool_call_id !== undefined), {
      path: ["tool_call_id"],
      message: "A tool's result, and nothing else, names the call that it answers",
    }),
  );

/** A message as a run shows it. */
const ShownMessage = z.object({
  role: z.string(),
  content: z.string(),
  tool_calls: z.optional(z.array(ToolCall)),
  tool_call_id: z.optional(z.string()),
});
export type ShownMessage = z.output<typeof ShownMessage>;

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
  input: z.object({ messages: z.array(ShownMessage) }),
  output: z.nullable(
    z.object({
      message: ShownMessage,
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

export const workflows = defineGroup("workflows", {
  createAgentRun: defineEndpoint({
    method: "POST",
    path,
    summary: "Run a single-step agent loop",
    auth: { kind: "either", permission: "submit" },
    body: { kind: "json", schema: CreateAgentRunBody },
    answer: { kind: "json", status: 202, schema: z.object({ run: AgentRun }) },
    errors: ["preflight_failed", "insufficient_credits", "spend_cap_exceeded", "quota_exceeded"],
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
    cached: true,
  }),
});
