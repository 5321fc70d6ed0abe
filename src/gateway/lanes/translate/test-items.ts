import type { LaneRequest } from "../lane.ts";
import { toWire } from "./to-wire.ts";
import type { Inexpressible, WireBody, WireForm, WireTarget } from "./wire-form.ts";

const CHAT = "/v1/chat/completions";
const RESPONSES = "/v1/responses";

/** A request as the dispatcher hands it to a lane. */
export function itemOf(change: Partial<LaneRequest> = {}): LaneRequest {
  return {
    custom_id: "item-1",
    format: "openai_batch",
    operation: "responses",
    url: CHAT,
    model: "some-model",
    body: {},
    prompt_text: "",
    max_output_tokens: null,
    temperature: null,
    item_index: 7,
    attempt: 1,
    batch_seed: "bat_1",
    ...change,
  };
}

export function chatItem(body: WireBody, change: Partial<LaneRequest> = {}): LaneRequest {
  return itemOf({ url: CHAT, body: { model: "some-model", ...body }, ...change });
}

export function responsesItem(body: WireBody, change: Partial<LaneRequest> = {}): LaneRequest {
  return itemOf({ url: RESPONSES, body: { model: "some-model", ...body }, ...change });
}

export function targetOf(form: WireForm, change: Partial<WireTarget> = {}): WireTarget {
  return { form, model: "upstream-model", max_output_tokens: 8_192, ...change };
}

/** The body, in a test that expects one. */
export function bodyFor(item: LaneRequest, form: WireForm, change: Partial<WireTarget> = {}) {
  const request = toWire(item, targetOf(form, change));
  if ("inexpressible" in request) throw new Error(JSON.stringify(request.inexpressible));
  return request.body;
}

/** What cannot be expressed, in a test that expects something. */
export function issuesFor(item: LaneRequest, form: WireForm): Inexpressible[] {
  const request = toWire(item, targetOf(form));
  if ("body" in request) throw new Error(JSON.stringify(request.body));
  return request.inexpressible;
}

const HI = [{ role: "user", content: "Hi" }];

/** Where a chat body, of one message unless it has its own, cannot be expressed in a form. */
export function chatPaths(body: WireBody, form: WireForm): string[] {
  return issuesFor(chatItem({ messages: HI, ...body }), form).map(({ path }) => path);
}

/** The same of a body for a response. */
export function responsesPaths(body: WireBody, form: WireForm): string[] {
  return issuesFor(responsesItem({ input: "Hi", ...body }), form).map(({ path }) => path);
}

/** A schema that every form can hold an answer to. */
export const SCHEMA = {
  type: "object",
  properties: { answer: { type: "string" } },
  required: ["answer"],
  additionalProperties: false,
};

export const PNG = "iVBORw0KGgo=";

/** A conversation with instructions, a picture, two calls and their results, as chat completions have it. */
export const TOOL_CHAT: WireBody = {
  messages: [
    { role: "system", content: "You are brief." },
    {
      role: "user",
      content: [
        { type: "text", text: "What is the weather where this was taken?" },
        { type: "image_url", image_url: { url: `data:image/png;base64,${PNG}` } },
      ],
    },
    {
      role: "assistant",
      content: "I will look.",
      tool_calls: [
        { id: "call_1", type: "function", function: { name: "place", arguments: "{}" } },
        {
          id: "call_2",
          type: "function",
          function: { name: "weather", arguments: '{"city":"Oslo"}' },
        },
      ],
    },
    { role: "tool", tool_call_id: "call_1", content: "Oslo" },
    { role: "tool", tool_call_id: "call_2", content: '{"celsius":-3}' },
    { role: "user", content: "And tomorrow?" },
  ],
  tools: [
    {
      type: "function",
      function: {
        name: "weather",
        description: "The weather of a city.",
        parameters: { type: "object", properties: { city: { type: "string" } } },
        strict: true,
      },
    },
    { type: "function", function: { name: "place" } },
  ],
};

/** The same as the Responses API has it. */
export const TOOL_RESPONSE: WireBody = {
  instructions: "You are brief.",
  input: [
    {
      role: "user",
      content: [
        { type: "input_text", text: "What is the weather where this was taken?" },
        { type: "input_image", image_url: `data:image/png;base64,${PNG}`, detail: "auto" },
      ],
    },
    { role: "assistant", content: "I will look." },
    { type: "function_call", call_id: "call_1", name: "place", arguments: "{}" },
    { type: "function_call", call_id: "call_2", name: "weather", arguments: '{"city":"Oslo"}' },
    { type: "function_call_output", call_id: "call_1", output: "Oslo" },
    { type: "function_call_output", call_id: "call_2", output: '{"celsius":-3}' },
    { role: "user", content: "And tomorrow?" },
  ],
  tools: [
    {
      type: "function",
      name: "weather",
      description: "The weather of a city.",
      parameters: { type: "object", properties: { city: { type: "string" } } },
      strict: true,
    },
    { type: "function", name: "place", parameters: null, strict: false },
  ],
};
