import { describe, expect, test } from "vitest";
import type * as z from "zod/mini";
import { PASSWORD_MAX, PASSWORD_MIN, PLACEHOLDER_PASSWORD, RegisterBody } from "./accounts.ts";
import { CreateApiKeyBody } from "./api-keys.ts";
import { CreateBatchBody } from "./batches.ts";
import type { Endpoint } from "./endpoint.ts";
import { Metadata, newId, PageQuery, Timestamp } from "./primitives.ts";
import { ModelQuoteBody } from "./quotes.ts";
import { DEFAULT_WEBHOOK_EVENTS, WebhookInput } from "./webhook-events.ts";
import { allEndpoints } from "./whole-api.ts";
import { ChatMessage } from "./workflows.ts";

/** What a client reads of each issue: "path: message". */
function issuesOf(schema: z.ZodMiniType, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

const quote = { model: "gpt-4o-mini", estimated_items: 1 };
const file = newId("file", 0);
const batch = { quote_id: newId("quote", 0) };
const items = [{ customer_item_id: "a" }];
const account = { agent_name: "a", email: "a@b.co", password: "12345678" };
const webhook = { url: "https://a.example/hook" };
const call = { id: "1", type: "function", function: { name: "f", arguments: "" } };
const pairs = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));

const ONE_WORK = "input_file_id: Give exactly one of items and input_file_id";
const NO_MODEL = "models: Name at least one model";
const NO_WORK = "estimated_items: Say the work: estimated_items, items or input_file_id";
const TWO_TASKS = "task: operation and task are two names of one thing; give one";
const NAMES_CALL =
  "tool_call_id: A tool's result, and nothing else, names the call that it answers";
const NOT_TEXT = "Text has no NUL and no half characters";

describe.each<[string, z.ZodMiniType, (readonly [unknown, ...string[]])[]]>([
  [
    "a quote's body",
    ModelQuoteBody,
    [
      [quote],
      [{ models: ["a", "b"], input_file_id: file }],
      [{ items }],
      [{ input_file_id: file }],
      [{ ...quote, operation: "vision", task: "vision" }],
      [{ ...quote, task: "vision" }],
      [{ ...quote, operation: "vision" }],
      [{ ...quote, items }],
      [{ ...quote, models: ["a"] }, "model: Give model or models, not both"],
      [{ estimated_items: 1 }, NO_MODEL],
      [{ model: "a" }, NO_WORK],
      [{ models: ["a"] }, NO_WORK],
      [{}, NO_MODEL, NO_WORK],
      [{ ...quote, operation: "vision", task: "responses" }, TWO_TASKS],
      [{ items, input_file_id: file }, "input_file_id: Give items or input_file_id, not both"],
    ],
  ],
  [
    "a batch's body",
    CreateBatchBody,
    [
      [{ ...batch, items }],
      [{ ...batch, input_file_id: file }],
      [batch, ONE_WORK],
      [{ ...batch, items, input_file_id: file }, ONE_WORK],
    ],
  ],
  [
    "a key's body",
    CreateApiKeyBody,
    [
      [{ label: "a", spend_cap: { currency: "usd", amount: "0.000001" } }],
      [{ name: "a", spend_cap: null }],
      [
        { label: "a", spend_cap: { currency: "usd", amount: "0.00" } },
        "spend_cap: A cap is more than nothing",
      ],
      [{ label: " " }, "label: Name the key"],
      [{ label: "a", permissions: [] }, "permissions: Allow at least one thing"],
      [{}, "label: Name the key"],
    ],
  ],
  [
    "an account's body",
    RegisterBody,
    [
      [account],
      [{ ...account, password: PLACEHOLDER_PASSWORD }],
      [{ ...account, password: "x".repeat(PASSWORD_MAX) }],
      [{ ...account, password: "x".repeat(PASSWORD_MIN - 1) }, "password: At least 8 characters"],
      [{ ...account, password: "x".repeat(PASSWORD_MAX + 1) }, "password: At most 256 characters"],
      [{ ...account, password: "...." }, "password: At least 8 characters"],
      [{ ...account, agent_name: " \n" }, "agent_name: Say a name"],
      [{ ...account, agent_name: "a\0" }, `agent_name: ${NOT_TEXT}`],
      [{ ...account, email: "a@b" }, "email: Expected an email address like agent@example.com"],
    ],
  ],
  [
    "a message of a run",
    ChatMessage,
    [
      [{ role: "user", content: "a" }],
      [{ role: "assistant", content: "", tool_calls: [call] }],
      [{ role: "tool", content: "", tool_call_id: "1" }],
      [{ role: "user", content: "" }, "content: Say something"],
      [{ role: "assistant", content: "" }, "content: Say something"],
      [
        { role: "user", content: "a", tool_calls: [call] },
        "tool_calls: Only an assistant calls tools",
      ],
      [{ role: "tool", content: "4" }, NAMES_CALL],
      [{ role: "user", content: "a", tool_call_id: "1" }, NAMES_CALL],
    ],
  ],
  [
    "a webhook",
    WebhookInput,
    [
      [webhook],
      [{ url: "http://localhost:9/hook", secret: "12345678", events: ["batch.failed"] }],
      [{ url: "ftp://a.example" }, "url: Expected an https URL"],
      [{ url: "xhttps://a.example" }, "url: Expected an https URL"],
      [{ url: "httpsx://a.example" }, "url: Expected an https URL"],
      [{ url: "https://a.example/\ud800" }, "url: Percent-encode what is not text"],
      [{ ...webhook, secret: "1234567" }, "secret: At least 8 characters"],
    ],
  ],
  [
    "metadata",
    Metadata,
    [[pairs(16)], [{}], [pairs(17), ": At most 16 pairs"], [{ a: "\0" }, `a: ${NOT_TEXT}`]],
  ],
  [
    "a moment",
    Timestamp,
    [["2026-11-30T12:00:00.000Z"], ["0000-01-01T00:00:00Z", ": Expected a year from 0001 on"]],
  ],
])("%s", (_name, schema, cases) => {
  test.each(cases)("%j", (value, ...issues) => {
    expect(issuesOf(schema, value)).toEqual(issues);
  });
});

test("names are kept without the blanks around them", () => {
  expect(RegisterBody.parse({ ...account, agent_name: " a b\n" }).agent_name).toBe("a b");
  expect(CreateApiKeyBody.parse({ label: "\tkey " }).label).toBe("key");
});

test("a pasted token is taken without the blanks around it", () => {
  const bodyOf = (wanted: string) => {
    const endpoint: Endpoint | undefined = allEndpoints.find(
      ({ name }) => name === wanted,
    )?.endpoint;
    return endpoint?.body?.kind === "json" ? endpoint.body.schema : undefined;
  };
  expect(bodyOf("accounts.verifyEmail")?.parse({ token: " abc\n" })).toEqual({ token: "abc" });
  expect(bodyOf("accounts.verifyEmail")?.safeParse({ token: " " }).error?.issues[0]?.message).toBe(
    "Paste the token of the mail",
  );
  const reset = { token: " abc\n", password: "12345678" };
  expect(bodyOf("accounts.confirmPasswordReset")?.parse(reset)).toEqual({ ...reset, token: "abc" });
});

test("a page has 20 entries unless asked otherwise, and numbers come as text", () => {
  expect(PageQuery.parse({})).toEqual({ limit: 20 });
  expect(PageQuery.parse({ limit: "100", cursor: "c" })).toEqual({ limit: 100, cursor: "c" });
  for (const limit of ["0", "101", "1.5", "x"])
    expect(PageQuery.safeParse({ limit }).success).toBe(false);
});

test("a webhook that names no events is told of the ends", () => {
  expect(DEFAULT_WEBHOOK_EVENTS).toEqual([
    "batch.completed",
    "batch.failed",
    "batch.cancelled",
    "batch.expired",
    "workflow_run.completed",
    "workflow_run.failed",
  ]);
});
