import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Conversation, Turn } from "./conversation.ts";
import { mergeTurns } from "./merge-turns.ts";
import { conversations, SETTINGS, type Limits } from "./test-conversations.ts";
import { chatItem, responsesItem, targetOf } from "./test-items.ts";
import { readGenerateContentRequest, readMessagesRequest } from "./test-wire-readers.ts";
import { readConversation, toWire, writeConversation } from "./to-wire.ts";
import type { WireBody } from "./wire-form.ts";

const MOST: Limits = {
  hasUrls: true,
  details: [null, "low", "high"],
  hasRefusals: true,
  roles: ["system", "developer"],
  settings: SETTINGS,
};

function itemBody(conversation: Conversation, form: "chat_completions" | "responses"): WireBody {
  const request = writeConversation(conversation, { ...targetOf(form), form }, [], "body");
  if ("inexpressible" in request) throw new Error(JSON.stringify(request.inexpressible));
  return request.body;
}

function wireBody(
  item: ReturnType<typeof chatItem>,
  form: Parameters<typeof targetOf>[0],
): WireBody {
  const request = toWire(item, targetOf(form));
  if ("inexpressible" in request) throw new Error(JSON.stringify(request.inexpressible));
  return request.body;
}

/** The same conversation whatever places its parts came from; what the assistant says in a row is one turn. */
function placeless(conversation: Conversation): unknown {
  const turns = mergeTurns(conversation.turns, ({ role }) => role === "assistant");
  const text = JSON.stringify({ ...conversation, turns }, (key, inner: unknown) =>
    key === "path" ? undefined : inner,
  );
  return JSON.parse(text);
}

/** As a form without roles of instructions, without refusals and with turns by turns says it. */
function plain({ turns, tools, settings }: Conversation): Conversation {
  const merged = mergeTurns(turns, ({ role }) => role === "user" || role === "assistant");
  return {
    turns: merged.map((turn): Turn => ({
      ...turn,
      role: turn.role === "developer" ? "system" : turn.role,
      parts: turn.parts.map((part) =>
        part.type === "refusal" ? { type: "text", text: part.refusal, path: "" } : part,
      ),
    })),
    tools,
    settings,
  };
}

/** What is left of a schema's frame in a form that has the schema alone. */
function withoutLabels(conversation: Conversation): Conversation {
  const format = conversation.settings.response_format?.value;
  if (format?.type !== "json_schema") return conversation;
  const { description, schema } = format;
  const described = description === null ? schema : { ...schema, description };
  const value = { ...format, name: "", description: null, schema: described, strict: null };
  return {
    ...conversation,
    settings: { ...conversation.settings, response_format: { value, path: "" } },
  };
}

const READ = {
  chat_completions: chatItem,
  responses: responsesItem,
} as const;

describe("item, other form, and back is the same conversation", () => {
  const { top_k: _topK, ...chatSettings } = SETTINGS;
  const {
    frequency_penalty: _frequency,
    presence_penalty: _presence,
    seed: _seed,
    stop_sequences: _stop,
    n: _n,
    ...bothSettings
  } = chatSettings;

  it.each([
    ["chat_completions", "responses"],
    ["responses", "chat_completions"],
  ] as const)("from %s by way of %s", (from, to) => {
    fc.assert(
      fc.property(conversations({ ...MOST, settings: bothSettings }), (conversation) => {
        const item = READ[from](itemBody(conversation, from));
        const there = READ[to](wireBody(item, to));
        const { conversation: read, inexpressible } = readConversation(there);

        expect(inexpressible).toEqual([]);
        expect(placeless(read)).toEqual(placeless(conversation));
      }),
    );
  });

  it.each(["chat_completions", "responses"] as const)("from %s, read at once", (form) => {
    const settings = form === "responses" ? bothSettings : chatSettings;
    fc.assert(
      fc.property(conversations({ ...MOST, settings }), (conversation) => {
        const read = readConversation(READ[form](itemBody(conversation, form)));

        expect(read.inexpressible).toEqual([]);
        expect(placeless(read.conversation)).toEqual(placeless(conversation));
      }),
    );
  });

  it("from chat completions by way of Messages", () => {
    const { temperature, top_p, stop_sequences, user, max_output_tokens } = SETTINGS;
    const limits: Limits = {
      ...MOST,
      details: [null],
      settings: {
        temperature,
        top_p,
        stop_sequences,
        user,
        max_output_tokens,
        reasoning_effort: fc.constantFrom("none", "low", "medium", "high", "xhigh", "max"),
        response_format: SETTINGS.response_format.filter(({ type }) => type === "json_schema"),
      },
    };
    fc.assert(
      fc.property(conversations(limits), (conversation) => {
        const body = wireBody(chatItem(itemBody(conversation, "chat_completions")), "messages");
        const expected = withoutLabels(plain(conversation));
        expected.settings.max_output_tokens ??= { value: 8_192, path: "" };
        const tools = expected.tools.map((tool) => ({
          ...tool,
          parameters: tool.parameters ?? {
            type: "object",
            ...(tool.strict === true ? { additionalProperties: false } : {}),
          },
        }));

        expect(placeless(readMessagesRequest(body))).toEqual(placeless({ ...expected, tools }));
      }),
    );
  });

  it("from chat completions by way of Gemini", () => {
    const {
      verbosity: _v,
      user: _u,
      tool_choice: _t,
      parallel_tool_calls: _p,
      ...own
    } = chatSettings;
    const limits: Limits = {
      ...MOST,
      hasUrls: false,
      settings: {
        ...own,
        reasoning_effort: fc.constantFrom("none", "minimal", "low", "medium", "high"),
      },
    };
    fc.assert(
      fc.property(conversations(limits), (conversation) => {
        const item = chatItem(itemBody(conversation, "chat_completions"));
        const body = wireBody(item, "generate_content");
        const expected = withoutLabels(plain(conversation));
        const tools = expected.tools.map((tool) => ({ ...tool, strict: null }));

        expect(placeless(readGenerateContentRequest(body))).toEqual(
          placeless({ ...expected, tools }),
        );
      }),
    );
  });
});
